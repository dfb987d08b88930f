"""The triggers that write the history, for `create_all` and for migrations."""

from typing import Any

from sqlalchemy import Connection, Table, event
from sqlalchemy.engine import Dialect

from colonnade.data.history import postgresql, row_triggers
from colonnade.data.history.recorded import Recorded
from colonnade.data.history.row_triggers import RowTriggers
from colonnade.data.isolation.marks import HISTORY


def history_triggers(table: Table, dialect: Dialect) -> list[str]:
    """The statements that make the triggers of a table, for a migration.

        for statement in history_triggers(Task.__table__, op.get_bind().dialect):
            op.execute(statement)

    Of a table with a history they are those that write its entries; of `row_history` itself, those that refuse to
    change an entry. They name the columns: a migration that adds or drops a column drops them first and makes them
    again. Dropping the table drops them, but for a function on PostgreSQL.

    Args:
        table: the table of a `WithHistory` model, or `row_history`.
        dialect: the database's.
    """
    postgres = dialect.name == "postgresql"
    if table.info.get(HISTORY) == "entries":
        return postgresql.guard() if postgres else row_triggers.guard(dialect.name)
    recorded = Recorded(table, dialect)
    return postgresql.triggers(recorded) if postgres else RowTriggers(recorded).create()


def drop_history_triggers(table: Table, dialect: Dialect) -> list[str]:
    """The statements that drop the triggers of a table, for the way back of a migration.

    Args:
        table: as for `history_triggers`.
        dialect: the database's.
    """
    postgres = dialect.name == "postgresql"
    if table.info.get(HISTORY) == "entries":
        return postgresql.drop_guard() if postgres else row_triggers.drop_guard()
    recorded = Recorded(table, dialect)
    return postgresql.drop(recorded) if postgres else RowTriggers(recorded).drop()


def keep_history(table: Table) -> None:
    """Let `create_all` make the triggers along with the table."""
    event.listen(table, "after_create", _create)


def _create(table: Table, connection: Connection, **options: Any) -> None:
    for statement in history_triggers(table, connection.dialect):
        connection.exec_driver_sql(statement)
