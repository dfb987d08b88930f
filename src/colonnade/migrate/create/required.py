"""Columns that may not be NULL: rows that are there need values, in the upgrade as in the downgrade."""

from typing import Any

import sqlalchemy as sa
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation

from colonnade.errors import UsageError
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.operations import OneWay, Statement

_NEUTRAL: tuple[tuple[type[Any], str], ...] = (
    (sa.Boolean, "false"),
    (sa.Numeric, "0"),
    (sa.Float, "0"),
    (sa.Integer, "0"),
    (sa.DateTime, "'1970-01-01 00:00:00'"),
    (sa.Date, "'1970-01-01'"),
    (sa.Time, "'00:00:00'"),
    (sa.Uuid, "'00000000-0000-0000-0000-000000000000'"),
    (sa.LargeBinary, "''"),
    (sa.JSON, "'{}'"),
)


def complete(change: Change) -> None:
    """Add such columns in three steps, and let the downgrade of a drop succeed with rows.

    Raises:
        UsageError: rows that are there would need values, and none were given.
    """
    mended: list[MigrateOperation] = []
    for one in change.upgrade.ops:
        if isinstance(one, ops.ModifyTableOps):
            table = Name(one.table_name, one.schema)
            mended += [*_before(change, table, one), one, *_after(change, table, one)]
        else:
            mended.append(one)
    change.upgrade.ops[:] = mended


def _before(change: Change, table: Name, modified: ops.ModifyTableOps) -> list[MigrateOperation]:
    """What has to happen before a table is changed: new columns that are required are added and filled."""
    found: list[MigrateOperation] = []
    for one in list(modified.ops):
        if isinstance(one, ops.AddColumnOp) and _is_required(one.column):
            fill = _fill(change, table, one.column)
            column = one.column._copy()
            column.nullable = True
            found += [
                ops.AddColumnOp(table.table, column, schema=table.schema),
                Statement(_update(change, table, one.column.name, fill), of=table),
            ]
            strict = _strict(table, one.column)
            modified.ops[modified.ops.index(one)] = OneWay(strict)
        elif (
            isinstance(one, ops.AddColumnOp) and f"{table}.{one.column.name}" in change.wishes.fills
        ):
            modified.ops.remove(one)
            found += _filled(change, table, one)
        elif isinstance(one, ops.AlterColumnOp) and one.modify_nullable is False:
            found += _no_nulls(change, table, one)
    return found


def _filled(change: Change, table: Name, one: ops.AddColumnOp) -> list[MigrateOperation]:
    """A column that needs no values and gets some, before the columns go that they are made of."""
    name = one.column.name
    update = _update(change, table, name, _fill(change, table, one.column))
    if one.column.server_default is not None:  # which all rows have by then
        update = update.removesuffix(f" WHERE {change.quote(name)} IS NULL")
    added = ops.ModifyTableOps(table.table, [one], schema=table.schema)
    return [added, Statement(update, of=table)]


def _is_required(column: sa.Column[Any]) -> bool:
    given = column.server_default is not None or column.computed or column.identity
    return not column.nullable and not given and not column.primary_key


def _fill(change: Change, table: Name, column: sa.Column[Any]) -> str:
    name = f"{table}.{column.name}"
    fill = change.wishes.fills.get(name)
    if fill is None:
        raise UsageError(
            f"{name} may not be NULL and has no server default, so rows that are there would have no value.",
            f'Say what they get, as SQL: --fill "{name}={_example(column.type)}". Or give the column a server default, or let it be'
            " NULL until it is filled.",
        )
    return fill


def _update(change: Change, table: Name, column: str, fill: str) -> str:
    quoted = change.quote(column)
    return f"UPDATE {change.sql(table)} SET {quoted} = {fill} WHERE {quoted} IS NULL"


def _no_nulls(change: Change, table: Name, one: ops.AlterColumnOp) -> list[MigrateOperation]:
    column, kind = one.column_name, one.modify_type or one.existing_type
    if f"{table}.{column}" in change.wishes.fills:
        return [Statement(_update(change, table, column, change.wishes.fills[f"{table}.{column}"]))]
    if change.has_rows(table, column, f"{change.quote(column)} IS NULL"):
        raise UsageError(
            f"{table}.{column} may not be NULL any more, and there are rows where it is.",
            f'Say what they get, as SQL: --fill "{table}.{column}={_example(kind)}".',
        )
    return []


def _after(change: Change, table: Name, modified: ops.ModifyTableOps) -> list[MigrateOperation]:
    """What the downgrade does first: dropped columns that were required come back, filled."""
    found: list[MigrateOperation] = []
    for one in list(modified.ops):
        if not isinstance(one, ops.DropColumnOp) or not _is_required(one.to_column()):
            continue
        column = one.to_column()._copy()
        neutral = _neutral(column.type)
        if neutral is None:
            continue
        column.nullable = True
        strict = _strict(table, column)
        modified.ops[modified.ops.index(one)] = OneWay(one, strict)
        found += [
            Statement("", _update(change, table, one.column_name, neutral), table),
            OneWay(None, ops.AddColumnOp(table.table, column, schema=table.schema)),
        ]
    return found


def _strict(table: Name, column: sa.Column[Any]) -> ops.AlterColumnOp:
    return ops.AlterColumnOp(
        table.table,
        column.name,
        schema=table.schema,
        existing_type=column.type,
        existing_nullable=True,
        modify_nullable=False,
    )


def _neutral(type_: sa.types.TypeEngine[Any]) -> str | None:
    """A value for rows whose own was dropped, as SQL."""
    if isinstance(type_, sa.Enum):
        return f"'{type_.enums[0]}'" if type_.enums else None
    if isinstance(type_, sa.String):
        return "''"
    return next((value for kind, value in _NEUTRAL if isinstance(type_, kind)), None)


def _example(type_: sa.types.TypeEngine[Any] | None) -> str:
    """What rows may get, as SQL."""
    kind = type_.impl_instance if isinstance(type_, sa.TypeDecorator) else type_
    return (_neutral(kind) if kind is not None else None) or "..."
