"""`Audited` keeps who made a row and who changed it last."""

import pytest
from sqlalchemy import MetaData, insert, update
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import EVERYONE, AsyncCrud, Audited, Crud, Database, Model, Owner, SharedWritable
from colonnade.data.api.derived import derived_schema
from colonnade.data.crud import copying
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Member(Owner, Base, table=True):
    """Writes pages."""

    __tablename__ = "members"

    id: int | None = Field(default=None, primary_key=True)


class Entry(SharedWritable, Audited, Base, table=True):
    """Everybody may write it."""

    __tablename__ = "entries"

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(default="", max_length=20)


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """A page by member 1."""
    database = kept(request.param, metadata)
    with database.session(owner=1) as session:
        session.add(Entry())
    return database


def who(db: Database, key: int = 1) -> tuple[str | None, str | None]:
    with db.session(owner=3) as session:
        row = session.get_one(Entry, key)
        return row.created_by, row.updated_by


def test_who_made_it(db: Database) -> None:
    assert who(db) == ("1", "1")


def test_the_row_in_memory_knows_it(db: Database) -> None:
    with db.session(owner=2) as session:
        row = Crud(Entry, session).create({"text": "x"})
        assert (row.created_by, row.updated_by) == ("2", "2")


def test_who_changed_it(db: Database) -> None:
    with db.session(owner=2) as session:
        assert Crud(Entry, session).update(1, {"text": "x"}).updated_by == "2"
    assert who(db) == ("1", "2")


def test_imports_are_signed_as_well(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BATCH", 2)
    with db.session(owner=2) as session:
        Crud(Entry, session).bulk_create([{"id": 2, "text": "a"}, {"id": 3, "text": "b"}])
    assert who(db, 3) == ("2", "2")


def test_bulk_statements_are_signed_as_well(db: Database) -> None:
    with db.session(owner=2) as session:
        session.exec(insert(Entry), params=[{"id": 2, "text": "a"}, {"id": 3, "text": "b"}])
        session.exec(update(Entry).values(text="c"))
    assert [who(db, key) for key in (1, 2, 3)] == [("1", "2"), ("2", "2"), ("2", "2")]


def test_everyone_is_nobody(db: Database) -> None:
    with db.session(owner=EVERYONE) as session:
        Crud(Entry, session).update(1, {"text": "x"})
    assert who(db) == ("1", None)


@pytest.mark.anyio
async def test_async_sessions_sign(db: Database) -> None:
    async with db.async_session(owner=2) as session:
        await AsyncCrud(Entry, session).update(1, {"text": "x"})
    await db.aclose()
    assert who(db) == ("1", "2")


def test_a_client_cannot_sign() -> None:
    assert list(derived_schema(Entry, "Create").model_fields) == ["text"]
