"""What the tests of an application need: an empty database, rows made up by functions, and nothing left behind.

Generating a project uses some of it as well, so it works without pytest; the fixtures are in `pytest_plugin`.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import URL, Connection, Engine, MetaData, Table
    from sqlmodel import Session, SQLModel

P = ParamSpec("P")
M = TypeVar("M", bound="SQLModel")


@contextmanager
def scratch_database(home: str | None = None) -> Iterator[str]:
    """The URL of an empty database, which is dropped at the end.

    Args:
        home: beside which database it is made: a SQLite URL gives a file in a temporary folder, any other one a database
            of its own on the same server. Without it, `DATABASE_URL` from the environment or `.env`.

    Raises:
        ConfigurationError: the server cannot be reached, or refuses to make a database.
    """
    from sqlalchemy import make_url

    from colonnade.data.sessions.settings import DatabaseSettings

    url = make_url(home or DatabaseSettings().database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        with tempfile.TemporaryDirectory(prefix="colonnade-", ignore_cleanup_errors=True) as folder:
            yield f"sqlite:///{Path(folder, 'test.db')}"
    else:
        with _on_server(url) as name:
            yield url.set(database=name).render_as_string(hide_password=False)


def empty(engine: "Engine", metadata: "MetaData") -> None:
    """Delete every row of every table, whichever way the tables refer to each other."""
    with engine.begin() as connection, _unguarded(connection, metadata):
        tables = [table for table in metadata.tables.values() if _has_rows(connection, table)]
        _EMPTY[engine.dialect.name](connection, _history_last(metadata, tables))


def stored(build: Callable[Concatenate["Session", P], M]) -> Callable[Concatenate["Session", P], M]:
    """A function that stores the row which another one builds: `make_task = stored(new_task)`."""

    @wraps(build)
    def make(session: "Session", /, *args: P.args, **values: P.kwargs) -> M:
        row = build(session, *args, **values)
        session.add(row)
        session.flush()
        return row

    return make


def key_of(row: "SQLModel") -> Any:
    """The primary key of a stored row: a value, or a tuple when it is composite."""
    from sqlalchemy import inspect

    key = inspect(row).identity
    return key[0] if len(key) == 1 else tuple(key)


def body(schema: "type[BaseModel]", row: "SQLModel") -> dict[str, Any]:
    """What a client sends to make this row: the fields of the schema that are set in it, as JSON.

    A row keeps of a `password` no more than its hash, so that one is made up.
    """
    names = schema.model_fields.keys() & row.model_fields_set
    values = {name: getattr(row, name) for name in names}
    if "password" in schema.model_fields and not isinstance(values.get("password"), str):
        values["password"] = "correct horse battery"
    return schema.model_validate(values).model_dump(mode="json", exclude_unset=True)


def letters(n: int, length: int) -> str:
    """A number as that many capital letters, for codes that have no room for words: `letters(27, 3)` is `ABB`."""
    return "".join(ascii_uppercase[n // 26**place % 26] for place in reversed(range(length)))


def migrations_round_trip(url: str | None = None) -> None:
    """Run every revision up, down and up again, as `colonnade migrate test` does, on a database of its own.

    It happens in a process of its own, in the working directory: what a test has imported knows another database.

    Args:
        url: beside which database that one is made; `DATABASE_URL` from the environment or `.env` without it.

    Raises:
        AssertionError: something is wrong; the findings are its message.
    """
    import subprocess
    import sys

    command = [sys.executable, "-c", "from colonnade.cli import main; main()", "migrate", "test"]
    named = ["--url", url] if url else []
    done = subprocess.run([*command, *named], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout or done.stderr)


@contextmanager
def _on_server(url: "URL") -> Iterator[str]:
    """A new database on a server, by its name."""
    name = f"{url.database or 'colonnade'}"[:40] + f"_test_{secrets.token_hex(4)}"
    postgresql = url.get_backend_name() == "postgresql"
    _execute(url, f'CREATE DATABASE "{name}"' if postgresql else f"CREATE DATABASE `{name}`")
    try:
        yield name
    finally:
        gone = f'DROP DATABASE "{name}" WITH (FORCE)' if postgresql else f"DROP DATABASE `{name}`"
        _execute(url, gone)


def _execute(url: "URL", statement: str) -> None:
    from sqlalchemy.exc import DBAPIError

    from colonnade.data.sessions.database import Database
    from colonnade.errors import ConfigurationError, DataError

    home = url.set(database="postgres" if url.get_backend_name() == "postgresql" else None)
    database = Database(home.render_as_string(hide_password=False))
    try:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(statement)
    except (DBAPIError, DataError) as error:
        raise ConfigurationError(
            f"No database for the tests can be made on {url.host or 'the server'}",
            "DATABASE_URL must name a server that runs and a user who may create databases.",
        ) from error
    finally:
        database.dispose()


def _has_rows(connection: "Connection", table: "Table") -> bool:
    from sqlalchemy import literal, select

    return connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None


@contextmanager
def _unguarded(connection: "Connection", metadata: "MetaData") -> Iterator[None]:
    """Take the guard from the history of rows, which refuses to lose an entry."""
    from colonnade.data.history.table import history_of
    from colonnade.data.history.triggers import drop_history_triggers, history_triggers

    table = history_of(metadata)
    if table is None:
        yield
        return
    for statement in drop_history_triggers(table, connection.dialect):
        connection.exec_driver_sql(statement)
    yield
    for statement in history_triggers(table, connection.dialect):
        connection.exec_driver_sql(statement)


def _history_last(metadata: "MetaData", tables: "list[Table]") -> "list[Table]":
    """The tables, then the history, which has an entry for each of their rows that goes."""
    from colonnade.data.history.table import history_of

    history = history_of(metadata)
    others = [table for table in tables if table is not history]
    return others if history is None else [*others, history]


def _truncate(connection: "Connection", tables: "list[Table]") -> None:
    quote = connection.dialect.identifier_preparer.format_table
    if tables:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(map(quote, tables))} CASCADE")


def _delete_deferred(connection: "Connection", tables: "list[Table]") -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in tables:
        connection.execute(table.delete())


def _delete_unchecked(connection: "Connection", tables: "list[Table]") -> None:
    connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
    for table in tables:
        connection.execute(table.delete())
    connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 1")


_EMPTY: "dict[str, Callable[[Connection, list[Table]], None]]" = {
    "postgresql": _truncate,
    "sqlite": _delete_deferred,
    "mysql": _delete_unchecked,
    "mariadb": _delete_unchecked,
}
