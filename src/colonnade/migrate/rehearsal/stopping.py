"""An upgrade that is stopped in its last statement, as a crash or a time-out would stop it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from colonnade.migrate.rehearsal.observer import Observer

MILLISECONDS = 100
"""How long the last statement may take, on PostgreSQL."""


class Stopped(SQLAlchemyError):
    """The upgrade is stopped: its last statement is done, and nobody has noted that."""


@contextmanager
def stopped(observer: Observer, count: int) -> Iterator[None]:
    """Stop an upgrade in, or behind, its last statement.

    Args:
        observer: listens to the migration.
        count: how many statements it has.
    """

    def before(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        is_last = len(observer.executed) == count - 1 and observer.concerns(connection, statement)
        if is_last and connection.dialect.name == "postgresql":
            cursor.execute(f"SET statement_timeout = {MILLISECONDS}")

    def after(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if len(observer.executed) >= count and observer.concerns(connection, statement):
            raise Stopped

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)
