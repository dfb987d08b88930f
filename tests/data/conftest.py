"""Databases with the tables of these tests, and a count of the statements that are sent."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import Engine, event

from colonnade import Database
from tests.data import taskboard
from tests.data.kept import Kept
from tests.databases import MariaDB, PostgreSQL

BACKENDS = ["sqlite", "postgresql", "mariadb"]
DRIVERS = ["sqlite+aiosqlite", "postgresql+psycopg", "postgresql+asyncpg", "mysql+asyncmy"]


@pytest.fixture(scope="session")
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """Databases by their back end and `MetaData`; see `Kept`."""
    with ExitStack() as stack:

        def create(backend: str) -> str:
            if backend == "sqlite":
                return f"sqlite:///{tmp_path_factory.mktemp('kept') / 'data.sqlite'}"
            server: PostgreSQL | MariaDB = request.getfixturevalue(backend)
            url = server.create()
            stack.callback(server.drop, url)
            return url

        yield (databases := Kept(create))
        databases.dispose()


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """A database with empty tables, on each back end in turn."""
    return kept(request.param, taskboard.metadata)


@pytest.fixture(params=["postgresql", "mariadb"])
def server_db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """As `db`, on the servers only."""
    return kept(request.param, taskboard.metadata)


@pytest.fixture
def sqlite_db(kept: Kept) -> Database:
    """As `db`, on SQLite, for what does not depend on the database."""
    return kept("sqlite", taskboard.metadata)


@pytest.fixture
def postgresql_db(kept: Kept) -> Database:
    """As `db`, on PostgreSQL."""
    return kept("postgresql", taskboard.metadata)


@pytest.fixture(params=DRIVERS)
def async_url(request: pytest.FixtureRequest, kept: Kept) -> str:
    """The URL of a database with empty tables, for each async driver in turn."""
    backend = request.param.partition("+")[0].replace("mysql", "mariadb")
    url = kept(backend, taskboard.metadata).url.set(drivername=request.param)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
