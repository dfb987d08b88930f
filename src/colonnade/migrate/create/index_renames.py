"""Indexes that are the same under another name, as behind a renamed column: they are renamed, and not built anew."""

from collections.abc import Iterator

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.indexes import by_name
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import Statement


def complete(change: Change) -> None:
    """Rename them. MariaDB drops no index that a foreign key needs; SQLite renames none."""
    if change.sides is None or change.backend == "sqlite":
        return
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for drop, create in _pairs(change, table, modified):
            modified.ops.remove(drop)
            modified.ops.remove(create)
            old, new = str(drop.index_name), str(create.index_name)
            forth, back = _rename(change, table, old, new), _rename(change, table, new, old)
            change.last(Statement(forth, back, table))


def _pairs(
    change: Change, table: Name, modified: ops.ModifyTableOps
) -> Iterator[tuple[ops.DropIndexOp, ops.CreateIndexOp]]:
    assert change.sides is not None
    fact = change.fact_name(table)
    has, wants = (by_name(change, side) for side in (change.sides.has, change.sides.wants))
    drops = [one for one in modified.ops if isinstance(one, ops.DropIndexOp)]
    creates = [one for one in modified.ops if isinstance(one, ops.CreateIndexOp)]
    for drop in drops:
        old = has.get((fact, str(drop.index_name)))
        same = [one for one in creates if old == wants.get((fact, str(one.index_name)))]
        if old is not None and same:
            creates.remove(same[0])
            yield drop, same[0]


def _rename(change: Change, table: Name, old: str, new: str) -> str:
    if change.backend == "mysql":
        alter = f"ALTER TABLE {change.sql(table)} RENAME INDEX"
        return f"{alter} {change.quote(old)} TO {change.quote(new)}"
    return f"ALTER INDEX {change.sql(Name(old, table.schema))} RENAME TO {change.quote(new)}"
