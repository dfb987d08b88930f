"""AUTOINCREMENT of SQLite: a table is copied without it, and the highest key that was ever given is forgotten."""

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name, literal
from colonnade.migrate.create.operations import Batch, both_ways
from colonnade.migrate.create.selection import copies, pruned


def complete(change: Change) -> None:
    """Let each copy count on where the table was."""
    if change.backend != "sqlite" or change.sides is None:
        return
    facts = (side.facts["autoincrement"] for side in (change.sides.has, change.sides.wants))
    for (table,) in sorted(frozenset.intersection(*facts)):
        copied = [one for one in change.of_tables() if one.table_name == table and _is_copied(one)]
        for one in copied:
            names = getattr(one, "names", False)
            one.__class__ = Batch
            vars(one).update(names=names, counts=True)
        if copied:
            _kept(change, table)


def _is_copied(one: ops.ModifyTableOps) -> bool:
    return any(map(copies, [*pruned(one.ops), *pruned(one.reverse().ops)]))


def _kept(change: Change, table: str) -> None:
    """Keep the highest key under another name while its table is copied."""
    of, name, other = Name(table), literal(table), literal(f"_kept_{table}")
    keep = (
        f"INSERT INTO sqlite_sequence SELECT {other}, seq FROM sqlite_sequence WHERE name = {name}"
    )
    forget = f"DELETE FROM sqlite_sequence WHERE name = {name}"
    bring = f"UPDATE sqlite_sequence SET name = {name} WHERE name = {other}"
    change.first(*both_ways([keep], [forget, bring], of))
    change.last(*both_ways([forget, bring], [keep], of))
