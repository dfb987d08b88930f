"""Collations of columns that stay as they are: SQLite copies a table without them, so each copy is told them again."""

from collections.abc import Iterable
from typing import Any

from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay
from colonnade.migrate.create.selection import copies, pruned


def complete(change: Change) -> None:
    """Tell each copy the collations of the columns that it keeps."""
    if change.backend != "sqlite" or change.sides is None:
        return
    models = dict(change.kept())
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        ups, downs = pruned(modified.ops), pruned(modified.reverse().ops)
        for there in change.seen.get_columns(table.table) if table in models else ():
            column = models[table].columns.get(there["name"])
            if column is not None and getattr(there["type"], "collation", None):
                forth = _alter(table, column.name, there["type"], column.type, ups)
                back = _alter(table, column.name, column.type, there["type"], downs)
                modified.ops.append(OneWay(forth, back))


def _alter(
    table: Name, column: str, old: Any, new: Any, among: Iterable[MigrateOperation]
) -> ops.AlterColumnOp | None:
    """What tells a copy the type; None where there is no copy, or one that is told already."""
    is_told = any(
        getattr(one, "modify_type", None) is not None and getattr(one, "column_name", "") == column
        for one in among
    )
    if is_told or not any(map(copies, among)):
        return None
    return ops.AlterColumnOp(table.table, column, existing_type=old, modify_type=new)
