"""`explain` on three databases: a tree of steps, with the costly one marked and no value in it."""

import pytest
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, MetaData, col, select, update

from colonnade import Database, Model, Owned, Owner, UsageError
from colonnade.profile.explain import Plan, async_explain, explain
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept
from tests.profile import shop

SECRET = 77_777


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of two models with an owner."""


class Author(Owner, Base, table=True):
    __tablename__ = "authors"
    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    __tablename__ = "notes"
    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Owned.by("authors.id", index=True)


@pytest.fixture(params=BACKENDS)
def tasks(request: pytest.FixtureRequest, kept: Kept) -> Database:
    return kept(request.param, shop.metadata)


@pytest.fixture
def connection(tasks: Database) -> Connection:
    with tasks.engine.connect() as connection:
        yield connection


def find(key: int) -> object:
    return select(shop.Task).where(shop.Task.person_id == key)


def test_a_plan_names_the_table(connection: Connection) -> None:
    assert "task" in {step.table for step in explain(find(1), connection).walk()}


def test_a_foreign_key_is_found_by_its_index(connection: Connection) -> None:
    assert "ix_task_person_id" in explain(find(1), connection).indexes


def test_a_column_without_an_index_is_scanned(connection: Connection) -> None:
    statement = select(shop.Task).where(shop.Task.title == "t 1")
    assert [step.table for step in explain(statement, connection).walk() if step.scans] == ["task"]


def test_the_costly_step_is_marked(connection: Connection) -> None:
    plan = explain(select(shop.Task).where(shop.Task.title == "t 1"), connection)
    (marked,) = [line for line in str(plan).splitlines() if line.endswith("<-- costly")]
    assert "task" in marked


def test_no_value_is_in_a_plan(connection: Connection) -> None:
    statement = select(shop.Task).where(shop.Task.id > SECRET, shop.Task.title == "secret")
    plan = explain(statement, connection)
    assert str(SECRET) not in repr(plan)
    assert "secret" not in repr(plan)


def test_a_change_is_explained_and_not_made(connection: Connection) -> None:
    explain(update(shop.Team).values(name="changed"), connection)
    assert connection.execute(select(shop.Team).where(shop.Team.name == "changed")).all() == []


@pytest.mark.only("postgresql", "mariadb")
def test_an_analysis_measures(connection: Connection) -> None:
    plan = explain(find(1), connection, analyze=True)
    assert plan.seconds is not None


def test_a_change_is_never_analyzed(connection: Connection) -> None:
    with pytest.raises(UsageError, match="analyzing runs it"):
        explain(update(shop.Team).values(name="changed"), connection, analyze=True)


def test_a_session_explains_within_its_scope(tasks: Database) -> None:
    with tasks.session() as session:
        plan = explain(select(shop.Task).where(col(shop.Task.id).in_([1, 2])), session)
    assert isinstance(plan, Plan)


@pytest.mark.parametrize("row_security", [False, True])
def test_an_owner_is_part_of_the_plan(row_security: bool, sqlite_url: str) -> None:
    db = Database(sqlite_url, row_security=row_security, metadata=Note.metadata)
    db.create_all(Note.metadata)
    with db.session(owner=1) as session:
        plan = explain(select(Note), session)
    db.dispose()
    assert "author_id=?" in str(plan)


def test_nothing_listens_afterwards(connection: Connection) -> None:
    explain(find(1), connection)
    assert connection.execute(select(shop.Team)).all() == []


@pytest.mark.anyio
@pytest.mark.parametrize("driver", ["sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy"])
async def test_an_async_connection_explains(driver: str, kept: Kept) -> None:
    backend = driver.partition("+")[0].replace("mysql", "mariadb")
    engine = create_async_engine(kept(backend, shop.metadata).url.set(drivername=driver))
    async with engine.connect() as connection:
        plan = await async_explain(find(1), connection)
    await engine.dispose()
    assert "task" in {step.table for step in plan.walk()}
