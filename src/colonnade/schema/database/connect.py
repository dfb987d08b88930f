"""From a URL to an open connection, with errors a person can act on and without credentials."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from colonnade.errors import ConfigurationError, SourceError

DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg", "mysql": "pymysql"}
"""The sync driver that Colonnade uses for each database."""
OTHER_NAMES = {"postgres": "postgresql", "mariadb": "mysql"}
EXTRAS = {
    "psycopg": "postgres",
    "pymysql": "mysql",
    "asyncpg": "asyncpg",
    "asyncmy": "mysql",
    "aiosqlite": "sqlite",
}
"""The extra of Colonnade that brings each driver."""
SECRET = re.compile(r"pass|secret|token", re.IGNORECASE)
SQLITE_MAGIC = b"SQLite format 3\0"


def redacted(url: str | URL) -> str:
    """The URL without passwords, for people to read."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return re.sub(r"//.*@", "//***@", str(url))
    secrets = {key: "***" for key in parsed.query if SECRET.search(key)}
    shown = parsed.update_query_dict(secrets).render_as_string(hide_password=True)
    return shown.replace("%2A%2A%2A", "***")


def sync_url(url: str | URL) -> URL:
    """The URL with a sync driver: the one that it names, where that is installed, else the one that Colonnade uses.

    Raises:
        ConfigurationError: it is no URL, of a database that is not supported, or there is no driver for it.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(
            "The database URL cannot be understood.",
            "It looks like postgresql://user:password@host:5432/name or sqlite:///file.db.",
        ) from error
    name, _, named = parsed.drivername.partition("+")
    backend = OTHER_NAMES.get(name, name)
    if backend not in DRIVERS:
        raise ConfigurationError(
            f"Databases of the kind {name!r} are not supported.",
            "Use a URL that starts with sqlite://, postgresql://, mysql:// or mariadb://.",
        )
    for driver in (named, DRIVERS[backend]):
        found = parsed.set(drivername=f"{backend}+{driver}")
        if driver and _is_sync(found):
            return found
    raise missing_driver(DRIVERS[backend])


def missing_driver(name: str) -> ConfigurationError:
    """What is raised where a driver is not installed."""
    return ConfigurationError(
        f"The database driver {name!r} is not installed.",
        f'Install it: pip install "colonnade[{EXTRAS.get(name, "all")}]"',
    )


def _is_sync(url: URL) -> bool:
    """Whether the driver of a URL is installed and waits for its answers."""
    try:
        dialect = url.get_dialect()
        dialect.import_dbapi()
    except (NoSuchModuleError, ImportError):
        return False
    return not dialect.is_async


@contextmanager
def connected(url: str | URL) -> Iterator[Connection]:
    """A connection that is closed, with its engine, at the end; SQLite files are opened for reading only.

    Raises:
        ConfigurationError: the URL or the driver is wrong.
        SourceError: the database cannot be reached.
    """
    parsed = sync_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = _read_only(parsed)
    database = engine(parsed)
    try:
        try:
            connection = database.connect()
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise SourceError(
                f"Cannot connect to {redacted(url)}: {reason(error, url)}",
                "Check the URL, and that the server runs and lets this user in.",
            ) from error
        with connection:
            yield connection
    finally:
        database.dispose()


def engine(url: URL) -> Engine:
    """An engine that keeps no connections and does not wait for an absent server for long.

    Args:
        url: with a driver that is installed, as `sync_url` gives it.
    """
    timeout = {} if url.get_backend_name() == "sqlite" else {"connect_timeout": 10}
    return create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={key: value for key, value in timeout.items() if key not in url.query},
    )


def reason(error: Exception, url: str | URL) -> str:
    """The database's own words about an error, in one line and without the URL's password."""
    original = error.orig if isinstance(error, DBAPIError) else error
    words = original.args[-1] if original is not None and original.args else original
    line = " ".join(str(words).split())
    password = make_url(url).password
    return line.replace(str(password), "***") if password else line


def dialect_of(connection: Connection) -> str:
    """The dialect of an open connection: `sqlite`, `postgresql` or `mysql`.

    Raises:
        ConfigurationError: it is of a database that is not supported.
    """
    name = connection.dialect.name
    backend = OTHER_NAMES.get(name, name)
    if backend not in DRIVERS:
        raise ConfigurationError(f"Databases of the kind {name!r} are not supported.")
    return backend


def _read_only(url: URL) -> URL:
    """The URL that opens an existing SQLite file for reading; connecting to a missing one would create it."""
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        return url
    path = Path(name)
    if not path.is_file():
        raise SourceError(f"There is no SQLite database at {name}.", "Check the path in the URL.")
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_MAGIC))
    except OSError as error:
        raise SourceError(f"Cannot read {name}: {error.strerror}.") from error
    if start not in (b"", SQLITE_MAGIC):
        raise SourceError(f"{name} is not a SQLite database.")
    file_uri = f"file:{quote(str(path))}"
    return url.set(database=file_uri).update_query_dict({"mode": "ro", "uri": "true"})
