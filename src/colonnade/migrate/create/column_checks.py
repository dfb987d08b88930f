"""Checks inside of columns of MariaDB, which no inspector tells, and which go when their column is written anew."""

import sqlalchemy as sa
from alembic.operations import ops

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name

_INSIDE = sa.text(
    "SELECT constraint_name AS name, check_clause AS said FROM information_schema.check_constraints"
    " WHERE constraint_schema = database() AND table_name = :table AND level = 'Column'"
    " AND check_clause <> concat('json_valid(`', constraint_name, '`)')"
)


def inside(connection: sa.Connection, table: str) -> dict[str, str]:
    """The checks inside of a table's columns, by column."""
    if not getattr(connection.dialect, "is_mariadb", False):
        return {}
    found = connection.execute(_INSIDE, {"table": table})
    return {row.name: row.said for row in found}


def wanted(change: Change, table: Name) -> list[str]:
    """The checks that the models have inside of a table's columns, and the database does not.

    Args:
        change: what is changed.
        table: the table, by its new name.

    Raises:
        UsageError: the database has one in a column that changes or is not to have it any more.
    """
    assert change.sides is not None
    there = inside(change.connection, change.sides.renames.old(table).table)
    wants = inside(change.sides.models, table.table)
    for column, check in there.items():
        if wants.get(column) != check or column in _anew(change, table):
            raise UsageError(
                f"{table}.{column} has the check {check} inside of the column, which MariaDB drops when the column changes.",
                f"Give it to the table first: ALTER TABLE {change.sql(table)} ADD CHECK ({check}).",
            )
    return [check for column, check in wants.items() if column not in there]


def _anew(change: Change, table: Name) -> set[str]:
    """The columns that are written anew."""
    altered = {
        one.column_name
        for modified in change.of_tables()
        if modified.table_name == table.table
        for one in modified.ops
        if isinstance(one, ops.AlterColumnOp)
    }
    assert change.sides is not None
    return altered | change.sides.renames.columns.get(table, {}).keys()
