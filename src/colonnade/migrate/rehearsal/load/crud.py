"""The load of a version that is known by its tables only: each is read, and its rows are made, changed and deleted."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from colonnade.migrate.rehearsal.load.callers import EXACT, Deletion, NewRow, Nothing, OfRow
from colonnade.migrate.rehearsal.load.rows import Rows
from colonnade.migrate.rehearsal.load.workload import Key, Operation, Workload
from colonnade.migrate.rehearsal.rows.parents import tight_keys
from colonnade.migrate.rehearsal.rows.samples import Sample
from colonnade.migrate.roundtrip.asked import is_ours, spoken_of

_NEW_VALUES = 5_000_000
"""Updates count from so much further on than inserts, so that no two values are the same."""

_SHARES = {"get": 4.0, "list": 1.0, "insert": 2.0, "update": 2.0, "delete": 0.5}


def operations(rows: Rows, weight: float = 1.0) -> Workload:
    """What is done to one table.

    Args:
        rows: what is known about it.
        weight: how often, compared with other tables.
    """
    made = [_list(rows.table, rows.columns)]
    if rows.sample is not None:
        made.append(_insert(rows, rows.sample))
    if rows.primary:
        leave, stay = rows.parted()
        made += [_get(rows, stay), _delete(rows, leave)]
        if (column := _changeable(rows)) is not None:
            made.append(_update(rows, stay, column))
    return [_weighed(operation, weight) for operation in made]


def reading(view: Table, weight: float) -> Operation:
    """What is done to a view: it is read.

    Args:
        view: its name and columns.
        weight: how often, compared with tables.
    """
    return _weighed(_list(view, list(view.columns)), weight)


def _weighed(operation: Operation, weight: float) -> Operation:
    return replace(operation, weight=_SHARES[operation.name.split()[0]] * weight)


def _list(table: Table, columns: list[Column[Any]]) -> Operation:
    """The newest rows, as most pages show them: what the other version has just written is among them."""
    newest = [column.desc() for column in table.primary_key.columns]
    statement = sa.select(*columns).order_by(*newest).limit(20)
    return Operation(
        f"list {table.key}",
        "read",
        table.key,
        statement,
        Nothing(),
        required=_required(columns),
    )


def _required(columns: list[Column[Any]]) -> tuple[str, ...]:
    return tuple(c.name for c in columns if not c.nullable and not c.primary_key)


def _get(rows: Rows, keys: list[Key]) -> Operation:
    key = rows.table.key
    statement = sa.select(*rows.columns).where(_is_row(rows))
    required = _required(rows.columns)
    return Operation(f"get {key}", "read", key, statement, OfRow(keys), required=required)


def _update(rows: Rows, keys: list[Key], column: Column[Any]) -> Operation:
    key = rows.table.key
    new = {column.name: sa.bindparam("new_value", type_=column.type)}
    statement = rows.table.update().where(_is_row(rows)).values(new)
    called = OfRow(keys, column, rows.first + _NEW_VALUES * rows.step, rows.step)
    return Operation(f"update {key}", "write", key, statement, called)


def _insert(rows: Rows, sample: Sample) -> Operation:
    key = rows.table.key
    statement, called = rows.table.insert(), NewRow(rows, sample)
    return Operation(
        f"insert {key}", "write", key, statement, called, unless=_another(rows.table, sample)
    )


def _another(table: Table, sample: Sample) -> sa.Select[Any] | None:
    """Asks for the row whose place a new one would take, where parents have room for one: a trigger or a fill may have made it."""
    same = [
        sa.and_(*(_is_given(table.columns[name]) for name in sorted(names)))
        for names in tight_keys(table, sample)
    ]
    return sa.select(sa.literal(1)).select_from(table).where(sa.or_(*same)) if same else None


def _is_given(column: Column[Any]) -> sa.ColumnElement[bool]:
    return column == sa.bindparam(column.name, type_=column.type)


def _delete(rows: Rows, keys: list[Key]) -> Operation:
    key = rows.table.key
    statement = rows.table.delete().where(_is_row(rows))
    return Operation(f"delete {key}", "write", key, statement, Deletion(keys))


def _is_row(rows: Rows) -> sa.ColumnElement[bool]:
    return sa.and_(
        *(
            column == sa.bindparam(f"key_{place}", type_=column.type)
            for place, column in enumerate(rows.primary)
        )
    )


def _changeable(rows: Rows) -> Column[Any] | None:
    """A column that an update may give any value: nothing but its type speaks of it."""
    spoken = spoken_of(rows.table)
    for column in rows.columns:
        free = not column.foreign_keys and column.name not in spoken
        if free and isinstance(column.type, EXACT) and is_ours(column, rows.dialect):
            return column
    return None
