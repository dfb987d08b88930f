"""What a database has, read on the connection that migrates, so that nothing uncommitted is missed."""

from typing import Any

from colonnade.migrate.check.snapshot import mysql, postgresql, sqlite
from colonnade.migrate.check.snapshot.tables import (
    Column,
    Constraint,
    Index,
    Key,
    Other,
    Snapshot,
    Table,
)

__all__ = ["Column", "Constraint", "Index", "Key", "Other", "Snapshot", "Table", "snapshot_of"]

_READERS = {
    "postgresql": postgresql.snapshot,
    "mysql": mysql.snapshot,
    "mariadb": mysql.snapshot,
    "sqlite": sqlite.snapshot,
}


def snapshot_of(driver_connection: Any, dialect: str) -> Snapshot:
    """What the database has.

    Args:
        driver_connection: the driver's own connection, whose transaction is read.
        dialect: SQLAlchemy's name of the dialect.
    """
    cursor = driver_connection.cursor()
    try:
        return _READERS[dialect](cursor)
    finally:
        cursor.close()
