"""A transaction of somebody else, a report or a batch job, that is open when the revisions begin.

A statement that needs a table for itself waits for it, and everybody else waits behind the statement.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import Connection, Engine, Table


@contextmanager
def busy(engine: Engine, tables: Iterable[Table], seconds: float) -> Iterator[None]:
    """Keep a transaction open that has used some tables.

    On SQLite readers are in nobody's way, so that there is nothing to do.

    Args:
        engine: of the database.
        tables: those that it has used.
        seconds: how long it stays open; not at all when 0.
    """
    if not seconds or engine.dialect.name == "sqlite":
        yield
        return
    connection, done = engine.connect(), Event()
    for table in tables:
        _use(connection, table)
    thread = Thread(target=_end, args=(connection, done, seconds), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _use(connection: Connection, table: Table) -> None:
    """Take the lock that a write takes, or on MariaDB and MySQL a read, and touch no row."""
    name = connection.dialect.identifier_preparer.format_table(table)
    is_postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(
        f"LOCK TABLE {name} IN ROW EXCLUSIVE MODE"
        if is_postgresql
        else f"SELECT 1 FROM {name} LIMIT 1"
    )


def _end(connection: Connection, done: Event, seconds: float) -> None:
    done.wait(seconds)
    connection.close()
