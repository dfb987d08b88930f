"""What has to be away while tables are changed.

SQLite copies a table to change it: its triggers go with the old one, and a view or trigger that names it lets the last
step fail. PostgreSQL changes the type of no column, and drops none, that a view, a policy or a trigger uses. In a rename
SQLite writes them anew in its own words, and MariaDB leaves them with the old name.
"""

import re
from collections.abc import Iterable

from alembic.operations import ops

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.definitions import Definition
from colonnade.migrate.create.operations import Statement

Key = tuple[str, str, str]

_CALLED = ("function", "virtual table", "view")
"""What others can name."""

_TYPE = re.compile(r"ALTER TABLE (\S+) ALTER COLUMN \S+ TYPE")


def in_the_way(change: Change, there: Iterable[Definition], away: set[Key]) -> set[Key]:
    """The keys of what is dropped before the tables are changed.

    Args:
        change: with all that is changed.
        there: what the database has, in the order in which it was made.
        away: what is dropped anyway; what uses it goes along.
    """
    names, found = _touched(change), set(away)
    called = {key[2].partition("(")[0] for key in away if key[0] in _CALLED}
    for one in there:
        uses = any(map(one.mentions, names)) and _is_bound(change, one)
        if uses or any(map(one.mentions, called - {one.name.partition("(")[0]})):
            found.add(one.key)
            called |= {one.name} if one.kind == "view" else set()
    return found


def _is_bound(change: Change, one: Definition) -> bool:
    """Whether the server refuses a change for it."""
    if one.kind == "virtual table":
        return any(map(one.mentions, _renamed(change)))
    if change.backend != "postgresql":
        return one.kind in ("view", "trigger")
    columns = " UPDATE OF " in one.create[0] or " WHEN (" in one.create[0]
    return one.kind in ("view", "policy") or (one.kind == "trigger" and columns)


def _touched(change: Change) -> set[str]:
    """The tables whose changes something can be in the way of."""
    if change.backend == "mysql":
        return _renamed(change)
    found = _renamed(change)
    found |= {one.table_name for one in change.of_tables() if _touches(change, one)}
    for one in change.upgrade.ops:
        if isinstance(one, Statement):
            found |= {table.strip('"') for table in _TYPE.findall(f"{one.sql}\n{one.back}")}
    return found


def _renamed(change: Change) -> set[str]:
    """The tables that have another name, or a column that has."""
    if change.sides is None:
        return set()
    renames = change.sides.renames
    # PostgreSQL lets its views follow, but for the names of their own columns.
    tables = () if change.backend == "postgresql" else renames.tables.values()
    return {name.table for name in (*tables, *renames.columns)}


def _touches(change: Change, modified: ops.ModifyTableOps) -> bool:
    if change.backend == "sqlite":
        return any(not isinstance(one, ops.CreateIndexOp | ops.DropIndexOp) for one in modified.ops)
    return any(
        isinstance(one, ops.DropColumnOp)
        or (isinstance(one, ops.AlterColumnOp) and one.modify_type is not None)
        for one in modified.ops
    )
