"""One URL, two engines: the driver, the pool and the connection's settings that fit it."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine, MetaData, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, StaticPool

from colonnade.data import translation
from colonnade.data.encryption import sealing
from colonnade.data.encryption.keys import Keys
from colonnade.data.history import transport as history
from colonnade.data.isolation import authorizer
from colonnade.data.isolation.row_security import transport
from colonnade.data.sessions import liveness, logs, reading
from colonnade.data.types.json_text import json_text
from colonnade.errors import ConfigurationError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from colonnade.data.sessions.settings import DatabaseSettings

SYNC_DRIVERS = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "mariadb": "pymysql",
    "sqlite": "pysqlite",
}
ASYNC_DRIVERS = {
    "postgresql": "psycopg",
    "mysql": "asyncmy",
    "mariadb": "asyncmy",
    "sqlite": "aiosqlite",
}
ASYNC_ONLY = {"asyncpg", "psycopg_async", "aiosqlite", "asyncmy", "aiomysql"}
EXTRAS = {
    "psycopg": "postgres",
    "asyncpg": "asyncpg",
    "pymysql": "mysql",
    "asyncmy": "mysql",
    "aiosqlite": "sqlite",
}

_UNPREPARED: dict[str, dict[str, Any]] = {
    "psycopg": {"prepare_threshold": None},
    "asyncpg": {
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": str,  # the statement without a name
    },
}
"""Behind PgBouncer another client may have a prepared statement of the same name on the same connection."""


def parsed(text: str) -> URL:
    """The URL, or an error that does not repeat it.

    Raises:
        ConfigurationError: it is not a database URL, or the database is not one of ours.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the port is no number
        raise ConfigurationError(
            "DATABASE_URL is not a database URL.",
            "It looks like postgresql://user:password@host:5432/name, mysql://... or sqlite:///app.db.",
        ) from None
    if url.get_backend_name() == "postgres":  # as some hosts still spell it
        url = url.set(drivername=url.drivername.replace("postgres", "postgresql", 1))
    if url.get_backend_name() not in SYNC_DRIVERS:
        raise ConfigurationError(
            f"There is no support for the database {url.get_backend_name()!r}.",
            f"Use one of {', '.join(SYNC_DRIVERS)}.",
        )
    return url


def with_driver(url: URL, *, asynchronous: bool) -> URL:
    """The URL with the driver to use: the one it names where that fits, else the default of its database.

    Raises:
        ConfigurationError: the driver is not installed.
    """
    backend, _, named = url.drivername.partition("+")
    fits = named == "psycopg" or (named in ASYNC_ONLY) == asynchronous
    driver = named if named and fits else (ASYNC_DRIVERS if asynchronous else SYNC_DRIVERS)[backend]
    package = {"pysqlite": "sqlite3", "psycopg_async": "psycopg"}.get(driver, driver)
    if find_spec(package) is None:
        extra = EXTRAS.get(driver)
        remedy = f'pip install "colonnade[{extra}]"' if extra else f"pip install {driver}"
        raise ConfigurationError(f"The database driver {driver!r} is not installed.", remedy)
    if asynchronous:
        import_module("greenlet")
    return url.set(drivername=f"{backend}+{driver}")


def is_memory(url: URL) -> bool:
    """Whether the URL is SQLite in memory."""
    return url.get_backend_name() == "sqlite" and (
        not url.database or url.database == ":memory:" or url.query.get("mode") == "memory"
    )


def make_engine(url: URL, settings: "DatabaseSettings", metadata: MetaData | None = None) -> Engine:
    """A sync engine with everything in place; no connection is made."""
    url = with_driver(url, asynchronous=False)
    engine = sa.create_engine(url, **_options(url, settings))
    _prepare(engine, settings, metadata)
    return engine


def make_async_engine(
    url: URL, settings: "DatabaseSettings", metadata: MetaData | None = None
) -> "AsyncEngine":
    """An async engine with everything in place; no connection is made."""
    from sqlalchemy.ext.asyncio import create_async_engine

    url = with_driver(url, asynchronous=True)
    engine = create_async_engine(url, **_options(url, settings))
    _prepare(engine.sync_engine, settings, metadata)
    return engine


def _options(url: URL, settings: "DatabaseSettings") -> dict[str, Any]:
    options: dict[str, Any] = {"echo": settings.echo, "hide_parameters": True}
    options["logging_name"] = logs.NAME
    options["json_serializer"] = json_text
    options["connect_args"] = _connect_args(url, settings)
    if settings.poolclass == "NullPool":
        options["connect_args"] |= _UNPREPARED.get(url.get_driver_name(), {})
    options["connect_args"] |= transport.connect_arguments(url.get_driver_name())
    if is_memory(url):
        return {**options, "poolclass": StaticPool}
    if settings.poolclass == "NullPool":
        return {**options, "poolclass": NullPool}
    return {
        **options,
        "pool_size": settings.pool_size,
        "max_overflow": settings.max_overflow,
        "pool_timeout": settings.pool_timeout,
        "pool_recycle": settings.pool_recycle,
        # The one that was given back last: its statements are prepared, and the server may close those that rest.
        "pool_use_lifo": True,
    }


def _connect_args(url: URL, settings: "DatabaseSettings") -> dict[str, Any]:
    backend, driver = url.get_backend_name(), url.drivername.partition("+")[2]
    if backend == "sqlite":
        prepared = authorizer.CONNECT_ARGUMENTS if settings.row_security else {}
        return {"check_same_thread": False, **prepared}
    if backend != "postgresql":
        return {"connect_timeout": settings.connect_timeout}
    limits = {
        "statement_timeout": settings.statement_timeout,
        "lock_timeout": settings.lock_timeout,
    }
    given = {k: str(round(v * 1000)) for k, v in limits.items() if v is not None}
    if driver == "asyncpg":
        return {"timeout": settings.connect_timeout, "server_settings": given}
    options = " ".join(f"-c {k}={v}" for k, v in given.items())
    return {"connect_timeout": settings.connect_timeout, **({"options": options} if given else {})}


def _prepare(engine: Engine, settings: "DatabaseSettings", metadata: MetaData | None) -> None:
    translation.install(engine)
    logs.install(aiosqlite=engine.dialect.driver == "aiosqlite")
    sealing.install(engine, Keys(settings.encryption_keys, settings.blind_index_key))
    if settings.pool_pre_ping and engine.dialect.name != "sqlite":
        liveness.install(engine)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, settings)
    elif engine.dialect.name in {"mysql", "mariadb"}:
        _prepare_mysql(engine, settings)
    else:
        _prepare_postgresql(engine)
    history.install(engine, metadata)
    if settings.warn_n_plus_one:
        from colonnade.data.watch import n_plus_one

        n_plus_one.install(engine)
    transport.prepare(engine)
    if settings.row_security and engine.dialect.name == "sqlite":
        authorizer.install(engine, metadata)
    elif settings.row_security:
        from colonnade.data.isolation.row_security import check

        transport.install(engine)
        check.at_first_connection(engine, metadata)


def _prepare_sqlite(engine: Engine, settings: "DatabaseSettings") -> None:
    """Foreign keys, WAL, waiting for locks, and transactions that begin when SQLAlchemy says so."""
    wait = round((settings.lock_timeout or 5) * 1000)
    file = not is_memory(engine.url) and engine.url.query.get("mode") != "ro"

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        # The driver begins a transaction before some statements only; with None it leaves that to us.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {wait}")
        if file:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    # No listener of the engine: with one, SQLAlchemy looks for listeners at every step of every statement.
    dialect: Any = engine.dialect
    dialect.do_begin = reading.begin_sqlite


def _prepare_postgresql(engine: Engine) -> None:
    """UTC: moments come as they are shown, and psycopg reads those of another zone in three times the time."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.close()
        connection.commit()


def _prepare_mysql(engine: Engine, settings: "DatabaseSettings") -> None:
    """UTC, and the limits under the names of MariaDB and of MySQL: each reads its own comments."""
    parts = ["time_zone = '+00:00'"]
    if settings.lock_timeout is not None:
        parts.append(f"innodb_lock_wait_timeout = {max(1, round(settings.lock_timeout))}")
    command = "SET SESSION " + ", SESSION ".join(parts)
    if settings.statement_timeout is not None:
        command += f" /*M!100100 , SESSION max_statement_time = {settings.statement_timeout} */"
        milliseconds = round(settings.statement_timeout * 1000)
        command += f" /*!50708 , SESSION max_execution_time = {milliseconds} */"

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(command)
        cursor.close()
