"""The order of operations: what holds tables together is dropped before all else and made behind it.

So a column goes after the checks that name it, a table after the foreign keys to it, and MariaDB changes the type of no
column that a foreign key has. The downgrade does all of it the other way round.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from colonnade.migrate.create.change import Change
from colonnade.migrate.create.constraint_renames import foreign_key
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay, Statement

(
    _KEYS_DROPPED,
    _CHECKS_DROPPED,
    _BETWEEN,
    _CHECKS_MADE,
    _KEYS_MADE,
    _TABLES_DROPPED,
    _PARTS_DROPPED,
) = range(7)

_PARTS = ("DROP TYPE ", "DROP DOMAIN ", "DROP SEQUENCE ")
"""What columns of a table that is dropped may be made of."""


def complete(change: Change) -> None:
    """Bring the operations into their order."""
    if change.backend == "mysql" and change.sides is not None:
        _without_keys(change)
    whole = change.backend == "sqlite"
    parts = [part for one in change.upgrade.ops for part in _parts(one, whole=whole)]
    change.upgrade.ops[:] = sorted(parts, key=_place)


def _parts(one: MigrateOperation, *, whole: bool) -> Iterator[MigrateOperation]:
    """The changes of a table one by one; SQLite copies it for each, so there only its checks go before its columns."""
    if not isinstance(one, ops.ModifyTableOps):
        yield one
        return
    for part in [part for part in one.ops if not whole or _is_check(part)]:
        alone = copy(one)
        alone.ops = [part]
        yield alone
    if whole:
        one.ops[:] = [part for part in one.ops if not _is_check(part)]
        if one.ops:
            yield one


def _is_check(one: MigrateOperation) -> bool:
    """Whether a check is dropped, or made again by the downgrade."""
    if isinstance(one, OneWay):
        return isinstance(one.back, ops.CreateCheckConstraintOp)
    return isinstance(one, ops.DropConstraintOp) and one.constraint_type == "check"


def _place(one: MigrateOperation) -> int:
    if isinstance(one, ops.ModifyTableOps) and len(one.ops) == 1:
        return _rank(one.ops[0])
    if isinstance(one, Statement) and one.back and one.sql.startswith(_PARTS):
        return _PARTS_DROPPED
    return _TABLES_DROPPED if isinstance(one, ops.DropTableOp) else _BETWEEN


def _rank(one: MigrateOperation) -> int:
    if isinstance(one, ops.DropConstraintOp) and one.constraint_type != "primary":
        return _KEYS_DROPPED if one.constraint_type == "foreignkey" else _CHECKS_DROPPED
    if isinstance(one, ops.CreateForeignKeyOp):
        return _KEYS_MADE
    if _is_check(one):
        return _CHECKS_DROPPED
    made = ops.CreateUniqueConstraintOp | ops.CreateCheckConstraintOp
    return _CHECKS_MADE if isinstance(one, made) else _BETWEEN


def _without_keys(change: Change) -> None:
    """Drop the foreign keys of columns whose types change, and make them again."""
    assert change.sides is not None
    altered = {
        (modified.table_name, one.column_name)
        for modified in change.of_tables()
        for one in modified.ops
        if isinstance(one, ops.AlterColumnOp) and one.modify_type is not None
    }
    models = sa.inspect(change.sides.models)
    for table, _ in change.kept():
        wanted = {key["name"]: key for key in models.get_foreign_keys(table.table)}
        for key in change.seen.get_foreign_keys(table.table, table.schema):
            if key["name"] in wanted and altered & _columns(table, key):
                back = foreign_key(table, key)
                drop = ops.DropConstraintOp(
                    key["name"], table.table, type_="foreignkey", _reverse=back
                )
                if not _is_dropped(change, table, str(key["name"])):
                    change.to(table, drop, foreign_key(table, wanted[key["name"]]))


def _columns(table: Name, key: Any) -> set[tuple[str, str]]:
    mine = {(table.table, column) for column in key["constrained_columns"]}
    return mine | {(key["referred_table"], column) for column in key["referred_columns"]}


def _is_dropped(change: Change, table: Name, key: str) -> bool:
    return any(
        isinstance(one, ops.DropConstraintOp) and one.constraint_name == key
        for modified in change.of_tables()
        if modified.table_name == table.table
        for one in modified.ops
    )
