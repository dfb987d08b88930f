"""Databases with the tables of these tests, and a count of the statements that are sent."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from colonnade import Database
from tests.data import models
from tests.databases import MariaDB, PostgreSQL

BACKENDS = ["sqlite", "postgresql", "mariadb"]
DRIVERS = ["sqlite+aiosqlite", "postgresql+psycopg", "postgresql+asyncpg", "mysql+asyncmy"]


def with_tables(url: str) -> Iterator[Database]:
    database = Database(url, metadata=models.metadata)
    database.create_all(models.metadata)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The tables on SQLite; made once for all tests, because making a database is slow."""
    yield from with_tables(f"sqlite:///{tmp_path_factory.mktemp('data') / 'data.sqlite'}")


@pytest.fixture(scope="session")
def postgresql_tables(postgresql: PostgreSQL) -> Iterator[Database]:
    """The tables on PostgreSQL."""
    yield from with_tables(url := postgresql.create())
    postgresql.drop(url)


@pytest.fixture(scope="session")
def mariadb_tables(mariadb: MariaDB) -> Iterator[Database]:
    """The tables on MariaDB."""
    yield from with_tables(url := mariadb.create())
    mariadb.drop(url)


def emptied(database: Database) -> Iterator[Database]:
    """The database, and afterwards its tables are empty again."""
    yield database
    with database.engine.begin() as connection:
        for statement in emptying(connection.dialect.name):
            connection.exec_driver_sql(statement)


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with empty tables, on each back end in turn."""
    yield from emptied(request.getfixturevalue(f"{request.param}_tables"))


@pytest.fixture(params=["postgresql", "mariadb"])
def server_db(request: pytest.FixtureRequest) -> Iterator[Database]:
    """As `db`, on the servers only."""
    yield from emptied(request.getfixturevalue(f"{request.param}_tables"))


@pytest.fixture
def postgresql_db(postgresql_tables: Database) -> Iterator[Database]:
    """As `db`, on PostgreSQL."""
    yield from emptied(postgresql_tables)


@pytest.fixture(params=DRIVERS)
def async_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with empty tables, for each async driver in turn."""
    backend = request.param.partition("+")[0].replace("mysql", "mariadb")
    for database in emptied(request.getfixturevalue(f"{backend}_tables")):
        yield database.url.set(drivername=request.param).render_as_string(hide_password=False)


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
    database = Database(sqlite_url, metadata=models.metadata)
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
