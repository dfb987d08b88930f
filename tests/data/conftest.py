"""Databases with the tables of these tests, and a count of the statements that are sent."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from colonnade import Database
from tests.data import models


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def tables(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database with the tables, on each back end in turn; made once, because making one is slow."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('data') / 'data.sqlite'}")
        database.create_all(models.metadata)
        yield database
        database.dispose()
        return
    server = request.getfixturevalue(request.param)
    database = Database(url := server.create())
    database.create_all(models.metadata)
    yield database
    database.dispose()
    server.drop(url)


@pytest.fixture
def db(tables: Database) -> Iterator[Database]:
    """A database with empty tables, on each back end in turn."""
    yield tables
    with tables.engine.begin() as connection:
        for statement in emptying(connection.dialect.name):
            connection.exec_driver_sql(statement)


def emptying(dialect: str) -> list[str]:
    """The statements that empty all tables and let their keys begin at 1."""
    names = [table.name for table in reversed(models.metadata.sorted_tables)]
    if dialect == "postgresql":
        return [f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"]
    if dialect == "sqlite":
        return [f"DELETE FROM {name}" for name in names]
    truncates = [f"TRUNCATE TABLE {name}" for name in names]
    return ["SET FOREIGN_KEY_CHECKS = 0", *truncates, "SET FOREIGN_KEY_CHECKS = 1"]


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
