"""Databases with the tables of these tests, and a count of the statements that are sent."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from colonnade import Database
from tests.data import models


@pytest.fixture
def db(scratch: str) -> Iterator[Database]:
    """An empty database with the tables, on each back end in turn."""
    database = Database(scratch)
    database.create_all(models.metadata)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """An empty SQLite database with the tables, for what does not depend on the database."""
    database = Database(sqlite_url)
    database.create_all(models.metadata)
    yield database
    database.dispose()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if (
            statement != "BEGIN"
        ):  # SQLite's transaction; the other drivers begin without a statement
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
