"""What Alembic reads as a difference, though the server says the same of both sides.

SQLAlchemy tells the default of a domain as that of its columns, and MariaDB writes `ON UPDATE`
in its own words, and makes a TINYBLOB of bytes with a length.
"""

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.schema.catalog import Catalog, Fact


def complete(change: Change) -> None:
    """Leave alone what does not change."""
    if change.sides is None:
        return
    for modified in change.of_tables():
        table = Name(modified.table_name, modified.schema)
        for one in modified.ops:
            if isinstance(one, ops.AlterColumnOp):
                _without_same(change, table, one)
        modified.ops[:] = [
            one
            for one in modified.ops
            if not isinstance(one, ops.AlterColumnOp) or one.has_changes()
        ]


def _without_same(change: Change, table: Name, one: ops.AlterColumnOp) -> None:
    if _is_same(change, table, one, "default", "automatic", "generated"):
        one.modify_server_default = False
    if _is_same(change, table, one, "not null"):
        one.modify_nullable = None
    if change.backend == "mysql" and _is_same(change, table, one, "type", "collation"):
        one.modify_type = None


def _is_same(change: Change, table: Name, one: ops.AlterColumnOp, *kinds: str) -> bool:
    assert change.sides is not None
    subject = change.subject(table, one.column_name)
    old, new = (_facts(side, subject, kinds) for side in (change.sides.has, change.sides.wants))
    return old == new


def _facts(
    side: Catalog, subject: tuple[str, ...], kinds: tuple[str, ...]
) -> set[tuple[str, Fact]]:
    return {
        (kind, fact)
        for kind in kinds
        for fact in side.facts.get(kind, frozenset())
        if fact[: len(subject)] == subject
    }
