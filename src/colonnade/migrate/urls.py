"""Drivers for migrations: one plain connection, so an async driver gives way to the sync one of its database."""

from importlib.util import find_spec

from sqlalchemy import URL

from colonnade.errors import ConfigurationError

SYNC_DRIVERS = {
    "sqlite": "pysqlite",
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "mariadb": "pymysql",
}
_EXTRAS = {"psycopg": "postgres", "pymysql": "mysql"}
_ASYNC_ONLY = frozenset({"asyncpg", "aiosqlite", "asyncmy", "aiomysql", "psycopg_async"})


def sync_url(url: URL) -> URL:
    """The URL with a sync driver that is installed.

    Raises:
        ConfigurationError: the database is not one of ours, or its driver is not installed.
    """
    backend, _, named = url.drivername.partition("+")
    if backend not in SYNC_DRIVERS:
        raise ConfigurationError(
            f"There is no support for the database {backend!r}.",
            f"Use one of {', '.join(SYNC_DRIVERS)}.",
        )
    driver = named if named and named not in _ASYNC_ONLY else SYNC_DRIVERS[backend]
    package = "sqlite3" if driver == "pysqlite" else driver
    if find_spec(package) is None:
        extra = _EXTRAS.get(driver)
        raise ConfigurationError(
            f"The database driver {driver!r} is not installed.",
            f'pip install "colonnade[{extra}]"' if extra else f"pip install {driver}",
        )
    return url.set(drivername=f"{backend}+{driver}")
