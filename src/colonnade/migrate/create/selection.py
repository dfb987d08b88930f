"""What of a list of operations is left to do."""

from collections.abc import Iterable

from alembic.operations.ops import (
    AddColumnOp,
    AlterColumnOp,
    CreateIndexOp,
    DropIndexOp,
    MigrateOperation,
    ModifyTableOps,
)

from colonnade.migrate.create.operations import OneWay, Statement


def pruned(operations: Iterable[MigrateOperation]) -> list[MigrateOperation]:
    """The operations that do something in this direction."""
    found: list[MigrateOperation] = []
    for one in operations:
        if isinstance(one, OneWay):
            found += [one.forth] if one.forth else []
        elif isinstance(one, ModifyTableOps):
            one.ops[:] = pruned(one.ops)
            found += [one] if one.ops else []
        elif not isinstance(one, Statement) or one.sql:
            found.append(one)
    return found


def copies(one: MigrateOperation) -> bool:
    """Whether SQLite copies a table for a change of it."""
    if isinstance(one, AddColumnOp):
        return one.column.computed is not None
    return not isinstance(one, CreateIndexOp | DropIndexOp)


def without_changes_of_default(
    operations: Iterable[MigrateOperation], columns: set[str]
) -> list[MigrateOperation]:
    """Operations that leave the defaults of some columns alone."""
    found = list(operations)
    for one in found:
        if isinstance(one, AlterColumnOp) and one.column_name in columns:
            one.modify_server_default = False
    return [one for one in found if not isinstance(one, AlterColumnOp) or one.has_changes()]
