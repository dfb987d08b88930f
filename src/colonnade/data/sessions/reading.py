"""Transactions that only read: the database itself refuses writes in them."""

from typing import Any

from sqlalchemy import Connection, Engine, event

OPTION = "colonnade_read_only"
_FLAG = "colonnade.read_only"


def read_only(engine: Engine) -> Engine:
    """The engine, with transactions that the database itself lets only read."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(postgresql_readonly=True)
    return engine.execution_options(**{OPTION: True})


def install(engine: Engine) -> None:
    """Let the transactions of a SQLite or MariaDB engine be read-only where its options say so."""
    begins = {"sqlite": _begin_sqlite, "mysql": _begin_mysql, "mariadb": _begin_mysql}
    if engine.dialect.name in begins:
        event.listen(engine, "begin", begins[engine.dialect.name])


def _begin_sqlite(connection: Connection) -> None:
    """SQLite's switch belongs to the connection, so it is set back for the next unit that writes."""
    wanted = bool(connection.get_execution_options().get(OPTION))
    if connection.info.get(_FLAG, False) != wanted:
        _say(connection, f"PRAGMA query_only = {'ON' if wanted else 'OFF'}")
        connection.info[_FLAG] = wanted


def _begin_mysql(connection: Connection) -> None:
    if connection.get_execution_options().get(OPTION):
        _say(connection, "SET TRANSACTION READ ONLY")


def _say(connection: Connection, statement: str) -> None:
    """By the driver's own cursor: a session for one owner takes no text."""
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(statement)
    finally:
        cursor.close()
