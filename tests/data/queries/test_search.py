"""Full-text search and autocomplete: what is found, and by which index."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import MetaData, event, text
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import (
    EVERYONE,
    AsyncCrud,
    Crud,
    Database,
    Model,
    Owned,
    Owner,
    SharedWritable,
    prefix_index,
    search_index,
    trigram_index,
)

metadata = MetaData()
ANN, BOB = 1, 2


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Writer(Owner, Base, table=True):
    __tablename__ = "writers"
    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    __tablename__ = "notes"
    __table_args__ = (
        search_index("title", "body"),
        prefix_index("title"),
        trigram_index("title"),
    )
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    body: str | None = Field(default=None, max_length=500)
    writer_id: int = Owned.by("writers.id", index=True)


class Page(SharedWritable, Base, table=True):
    """Its key is no integer."""

    __tablename__ = "pages"
    __table_args__ = (search_index("title", language="english"),)
    name: str = Field(primary_key=True, max_length=20)
    title: str = Field(max_length=100)


BACKENDS = ["sqlite", "postgresql", "mariadb"]


@pytest.fixture(params=BACKENDS)
def notes(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Notes of two writers."""
    db = Database(request.getfixturevalue(f"{request.param}_url"))
    if request.param == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    db.create_all(metadata)
    with db.session(owner=EVERYONE) as session:
        Crud(Writer, session).create_many([{"id": ANN}, {"id": BOB}])
        Crud(Note, session).create_many(
            {"title": title, "body": body, "writer_id": writer}
            for title, body, writer in [
                ("Groceries of the week", "Milk, bread and a 100% pure juice", ANN),
                ("Work", "Write to the milkman: it's late", ANN),
                ("World tour", None, ANN),
                ("Milk", "Milk", BOB),
            ]
        )
    yield db
    db.dispose()


def found(db: Database, search: str, owner: int = ANN) -> list[str]:
    with db.session(owner=owner) as session:
        page = Crud(Note, session).page(search=search, sort="title", total=True)
        assert page.total == len(page.items)
        return [note.title for note in page.items]


SEARCHES = {
    "milk": ["Groceries of the week"],
    "MILK bread": ["Groceries of the week"],
    "milk juice groceries": ["Groceries of the week"],
    "milk tour": [],
    "world": ["World tour"],
    "late": ["Work"],
    "the week": ["Groceries of the week"],
    "100%": ["Groceries of the week"],
    '"milk" OR -tour* AND (': [],
    "'; DROP TABLE notes": [],
}


def test_a_row_has_every_word(notes: Database) -> None:
    for search, expected in SEARCHES.items():
        assert found(notes, search) == expected, search


def test_a_search_sees_changes(notes: Database) -> None:
    with notes.session(owner=ANN) as session:
        crud = Crud(Note, session)
        crud.update_many(Note.title == "Work", values={"title": "Holiday"})
        crud.delete_many(Note.title == "World tour")
    assert found(notes, "holiday") == ["Holiday"]
    assert found(notes, "world") == []


def test_each_writer_finds_own_notes(notes: Database) -> None:
    assert found(notes, "milk", BOB) == ["Milk"]


def test_what_is_no_word_is_looked_for_as_it_is(notes: Database) -> None:
    assert found(notes, "%") == ["Groceries of the week"]


def test_a_key_that_is_no_integer(notes: Database) -> None:
    with notes.session() as session:
        pages = Crud(Page, session)
        pages.create_many([{"name": "a", "title": "Running shoes"}, {"name": "b", "title": "Hats"}])
        session.commit()
        assert [page.name for page in pages.page(search="shoes").items] == ["a"]


def completed(db: Database, said: str) -> list[str]:
    with db.session(owner=ANN) as session:
        return [note.title for note in Crud(Note, session).autocomplete(Note.title, said, limit=2)]


def test_autocomplete_finds_beginnings(notes: Database) -> None:
    assert completed(notes, "wOr") == ["Work", "World tour"]
    assert completed(notes, "of the") == []
    assert completed(notes, "%") == []
    assert completed(notes, "mil") == []


def measure(db: Database) -> None:
    """Let the database know how the rows are spread, as it does by itself sooner or later."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE notes")  # moves new rows into a GIN index
        return
    with db.engine.begin() as connection:
        mysql = db.engine.dialect.name == "mysql"
        connection.exec_driver_sql("ANALYZE TABLE notes" if mysql else "ANALYZE")


def plan(db: Database, action: Any) -> str:
    """How the database runs the SELECT of an action among twenty thousand notes."""
    with db.session(owner=EVERYONE) as session:
        rows = (
            {"title": f"note {n:x} abc{n}", "body": f"word{n}", "writer_id": ANN}
            for n in range(20000)
        )
        Crud(Note, session).bulk_create(rows)
    dialect = db.engine.dialect.name
    explain = "EXPLAIN QUERY PLAN " if dialect == "sqlite" else "EXPLAIN "
    measure(db)
    seen: list[tuple[str, Any]] = []
    note = lambda c, cursor, statement, parameters, *_: seen.append((statement, parameters))  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    with db.session(owner=ANN) as session:
        action(Crud(Note, session))
    event.remove(db.engine, "before_cursor_execute", note)
    statement, parameters = next(s for s in seen if s[0].startswith("SELECT"))
    with db.engine.connect() as connection:
        return str(connection.exec_driver_sql(explain + statement, parameters).all())


def test_a_search_uses_its_index(notes: Database) -> None:
    said = plan(notes, lambda crud: crud.page(search="word777"))
    index = "VIRTUAL TABLE" if notes.engine.dialect.name == "sqlite" else "ix_notes_search"
    assert index in said


def test_autocomplete_uses_its_index(notes: Database) -> None:
    said = plan(notes, lambda crud: crud.autocomplete(Note.title, "Note 4e1"))
    assert "ix_notes_title_prefix" in said


def test_containing_uses_trigrams(postgresql_url: str) -> None:
    db = Database(postgresql_url)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
    db.create_all(metadata)
    with db.session(owner=EVERYONE) as session:
        Crud(Writer, session).create({"id": ANN})
    contains: Any = Note.title
    said = plan(db, lambda crud: crud.list(contains.icontains("abc777", autoescape=True)))
    assert "ix_notes_title_trigram" in said
    db.dispose()


def test_without_the_extension_there_are_no_trigrams(postgresql_url: str) -> None:
    db = Database(postgresql_url)
    db.create_all(metadata)
    with db.engine.connect() as connection:
        indexes = connection.execute(text("SELECT indexname FROM pg_indexes"))
        assert "ix_notes_title_trigram" not in {name for (name,) in indexes}
    db.dispose()


def test_a_search_answers_with_a_schema(notes: Database) -> None:
    class Shown(BaseModel):
        title: str

    for search, expected in SEARCHES.items():
        with notes.session(owner=ANN) as session:
            page = Crud(Note, session).page(search=search, total=True, into=Shown)
            assert [note.title for note in page.items] == expected, search
            assert page.total == len(expected)


@pytest.mark.anyio
async def test_the_async_twin(notes: Database) -> None:
    async with notes.async_session(owner=ANN) as session:
        crud = AsyncCrud(Note, session)
        assert len((await crud.page(search="milk")).items) == 1
        assert [n.title for n in await crud.autocomplete(Note.title, "wo", limit=1)] == ["Work"]
    await notes.aclose()
