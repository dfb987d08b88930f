"""Transactions that only read: the database itself refuses writes in them."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import PoolProxiedConnection

OPTION = "colonnade_read_only"
_FLAG = "colonnade.read_only"


def read_only(engine: Engine) -> Engine:
    """The engine, with transactions that the database itself lets only read."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(postgresql_readonly=True)
    made = engine.execution_options(**{OPTION: True})
    event.listen(made, "begin", _note if engine.dialect.name == "sqlite" else _begin_mysql)
    return made


def begin_sqlite(connection: Any) -> None:
    """Begin a transaction of SQLite; its switch belongs to the connection, and is set back for the next unit that writes.

    Args:
        connection: as the pool gives it.
    """
    cursor, info = connection.cursor(), connection.info
    wanted = OPTION in vars(connection)
    if info.get(_FLAG, False) != wanted:
        cursor.execute(f"PRAGMA query_only = {'ON' if wanted else 'OFF'}")
        info[_FLAG] = wanted
    cursor.execute("BEGIN")
    cursor.close()


def _note(connection: Connection) -> None:
    """Tell `begin_sqlite`, which knows no options, for as long as the pool lends the connection."""
    lent: PoolProxiedConnection = connection.connection
    vars(lent)[OPTION] = True


def _begin_mysql(connection: Connection) -> None:
    cursor: Any = connection.connection.cursor()  # a session for one owner takes no text
    try:
        cursor.execute("SET TRANSACTION READ ONLY")
    finally:
        cursor.close()
