"""Triggers by which the database itself moves `updated_at`, for UPDATEs that come past SQLAlchemy."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, MetaData, Table, event
from sqlalchemy.engine import Dialect

from colonnade.data.models.declaration import TOUCHED

_FUNCTION = """\
CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$"""
_TRIGGERS = {
    "postgresql": """\
CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION touch_updated_at()""",
    "sqlite": """\
CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE {table} SET updated_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE rowid = NEW.rowid;
END""",
    "mysql": """\
CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
SET NEW.updated_at = IF(NEW.updated_at <=> OLD.updated_at, UTC_TIMESTAMP(6), NEW.updated_at)""",
}
_TRIGGERS["mariadb"] = _TRIGGERS["mysql"]


def updated_at_triggers(table: Table, dialect: Dialect) -> list[str]:
    """The statements that make the trigger of a table, for a migration.

        for statement in updated_at_triggers(Task.__table__, op.get_bind().dialect):
            op.execute(statement)

    The trigger moves `updated_at` when an UPDATE leaves it as it was. SQLAlchemy sets the column itself, so its rows in
    memory are as the database has them. Dropping the table drops the trigger.

    Args:
        table: a table with `updated_at`.
        dialect: the database's.
    """
    preparer = dialect.identifier_preparer
    names = {
        "name": preparer.quote(f"touch_{table.name}"),
        "table": preparer.format_table(table),
    }
    trigger = _TRIGGERS[dialect.name].format(**names)
    return [_FUNCTION, trigger] if dialect.name == "postgresql" else [trigger]


def keep_updated_at(metadata: MetaData) -> None:
    """Let `create_all` make the triggers of all `Timestamped` tables. Migrations use `updated_at_triggers`.

    It is not done unasked, because a trigger that no migration knows makes two databases differ.

    Args:
        metadata: the tables, also those that are added later.
    """
    event.listen(metadata, "after_create", _create)


def _create(
    metadata: MetaData, connection: Connection, *, tables: Iterable[Table] = (), **options: Any
) -> None:
    for table in tables:
        column = table.columns.get("updated_at")
        if column is not None and column.info.get(TOUCHED):
            for statement in updated_at_triggers(table, connection.dialect):
                connection.exec_driver_sql(statement)
