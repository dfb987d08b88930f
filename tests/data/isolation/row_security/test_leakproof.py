"""Behind policies, searches use their indexes; seen in the plans."""

from collections.abc import Iterator
from enum import StrEnum

import pytest
from sqlalchemy import Engine, Index, MetaData, create_engine, event, func, insert, text
from sqlalchemy.orm import registry
from sqlmodel import Field, col, select

from colonnade import (
    Database,
    Model,
    Owned,
    Owner,
    prefix_index,
    search_index,
    stored_by_value,
    trigram_index,
)
from colonnade.data.isolation.row_security import advice, catalog
from colonnade.data.isolation.row_security.creation import keep_row_security
from colonnade.data.isolation.row_security.statements import leakproof_statements
from colonnade.data.queries.filters import criteria
from colonnade.data.queries.search import beginning, matching
from tests.databases import PostgreSQL

metadata = MetaData()


class Status(StrEnum):
    OPEN = "open"
    RARE = "rare"


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class Person(Owner, Base, table=True):
    __tablename__ = "people"
    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    __tablename__ = "notes"
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    body: str | None = None
    code: str = Field(max_length=20)
    status: Status = Field(sa_type=stored_by_value(Status, name="status"))
    person_id: int = Owned.by("people.id")

    __table_args__ = (
        search_index("title", "body"),
        prefix_index("title"),
        trigram_index("title"),
        Index("ix_notes_status", "status"),
        Index("ix_notes_code_lower", text("lower(code)")),
    )


CONDITIONS = {
    "ix_notes_search": lambda: matching(Note, "w7", "postgresql")[0],
    "ix_notes_title_prefix": lambda: beginning(Note.title, "Title 77", "postgresql"),
    "ix_notes_title_trigram": lambda: criteria(Note, {"title__contains": "777"})[0],
    "ix_notes_status": lambda: col(Note.status) == Status.RARE,
    "ix_notes_code_lower": lambda: func.lower(col(Note.code)) == "c77",
}


@pytest.fixture(scope="module")
def admin(postgresql: PostgreSQL, role: str) -> Iterator[Engine]:
    """A database with enough notes for indexes to matter."""
    url = postgresql.create()
    engine = create_engine(url)
    rows = [
        {"title": f"Title {n}", "code": f"C{n}", "status": Status.OPEN, "body": f"w{n % 300}"}
        for n in range(3000)
    ]
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
        keep_row_security(metadata, role)
        metadata.create_all(connection)
        connection.execute(insert(Person), [{"id": 1}])
        connection.execute(insert(Note), [{**row, "person_id": 1} for row in rows])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE notes"))  # what waits for a GIN index goes into it
    yield engine
    engine.dispose()
    postgresql.drop(url)


@pytest.fixture(scope="module", params=[False, True], ids=["as it is", "marked"])
def marked(request: pytest.FixtureRequest, admin: Engine) -> bool:
    """Whether the functions are said to tell nothing."""
    with admin.begin() as connection:
        for statement in leakproof_statements() if request.param else ():
            connection.execute(text(statement))
    return request.param


@pytest.fixture(scope="module")
def db(admin: Engine, role: str) -> Iterator[Database]:
    """A database that explains statements in place of running them."""
    made = Database(str(admin.url.set(username=role)), metadata=metadata, row_security=True)

    @event.listens_for(made.engine, "before_cursor_execute", retval=True)
    def explain(connection, cursor, statement, parameters, context, many):
        return f"EXPLAIN {statement}", parameters

    yield made
    made.dispose()


@pytest.mark.parametrize("index", CONDITIONS)
def test_index_is_used(db: Database, marked: bool, index: str) -> None:
    with db.session(owner=1) as session:
        statement = select(Note.title).where(CONDITIONS[index]())
        plan = "\n".join(session.exec(statement).all())
    assert (index in plan) is marked, plan


def test_advice(db: Database, admin: Engine, marked: bool) -> None:
    with admin.connect() as connection:
        found = catalog.read(lambda query: connection.exec_driver_sql(query).all())
    slow = {
        said.message for said in advice.of(found, metadata) if said.code == "INDEX_BEHIND_POLICY"
    }
    assert len(slow) == (0 if marked else len(CONDITIONS))
