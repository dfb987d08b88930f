"""The load of a version that is known by its tables only: each is read, and its rows are made, changed and deleted."""

from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Table

from colonnade.migrate.rehearsal.load.workload import (
    Call,
    Caller,
    Key,
    Operation,
    Values,
    Workload,
)
from colonnade.migrate.rehearsal.rows.samples import Sample
from colonnade.migrate.roundtrip.asked import is_ours, spoken_of
from colonnade.migrate.roundtrip.values import values_of

EXACT = (sa.Integer, sa.String, sa.Uuid, sa.Boolean)
"""Types whose values come back as they were written."""

_LEAVE = 4
"""One in so many of the rows is deleted, where that is possible."""

_SHARES = {"get": 4.0, "list": 1.0, "insert": 2.0, "update": 2.0, "delete": 0.5}


@dataclass(frozen=True)
class Rows:
    """What a load knows about the rows of a table.

    Attributes:
        table: the table.
        columns: those of its columns that the version knows.
        sample: a row that the database takes; None when none was found.
        keys: keys of rows that this load may change; nobody else does.
        parents: rows that the foreign keys may refer to, by their columns.
        first: the number of the first new row.
        dialect: SQLAlchemy's name of the database.
    """

    table: Table
    columns: list[Column[Any]]
    sample: Sample | None
    keys: list[Key]
    parents: dict[tuple[str, ...], list[Key]]
    first: int
    dialect: str

    @property
    def is_referred_to(self) -> bool:
        """Whether a foreign key of any table refers to it."""
        tables = self.table.metadata.tables.values()
        return any(key.references(self.table) for table in tables for key in table.foreign_keys)

    def parted(self) -> tuple[list[Key], list[Key]]:
        """The keys of rows that may be deleted, none where another table may refer to them; and of those that stay."""
        count = 0 if self.is_referred_to else len(self.keys) // _LEAVE
        return self.keys[:count], self.keys[count:]

    @property
    def primary(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)


def operations(rows: Rows, weight: float = 1.0) -> Workload:
    """What is done to one table.

    Args:
        rows: what is known about it.
        weight: how often, compared with other tables.
    """
    made = [_list(rows)]
    if rows.sample is not None:
        made.append(_insert(rows, rows.sample))
    if rows.primary:
        leave, stay = rows.parted()
        made += [_get(rows, stay), _delete(rows, leave)]
        if (column := _changeable(rows)) is not None:
            made.append(_update(rows, stay, column))
    return [_weighed(operation, weight) for operation in made]


def _weighed(operation: Operation, weight: float) -> Operation:
    share = _SHARES[operation.name.split()[0]]
    return Operation(
        operation.name,
        operation.kind,
        operation.table,
        operation.statement,
        operation.call,
        share * weight,
    )


def _list(rows: Rows) -> Operation:
    key = rows.table.key
    statement = sa.select(*rows.columns).limit(20)
    return Operation(f"list {key}", "read", key, statement, Nothing())


def _get(rows: Rows, keys: list[Key]) -> Operation:
    key = rows.table.key
    statement = sa.select(*rows.columns).where(_is_row(rows))
    return Operation(f"get {key}", "read", key, statement, OfRow(keys))


def _update(rows: Rows, keys: list[Key], column: Column[Any]) -> Operation:
    key = rows.table.key
    new = {column.name: sa.bindparam("new_value", type_=column.type)}
    statement = rows.table.update().where(_is_row(rows)).values(new)
    return Operation(f"update {key}", "write", key, statement, OfRow(keys, column, rows.first))


def _insert(rows: Rows, sample: Sample) -> Operation:
    key = rows.table.key
    return Operation(f"insert {key}", "write", key, rows.table.insert(), NewRow(rows, sample))


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


def _named(key: Key) -> Values:
    return {f"key_{place}": value for place, value in enumerate(key)}


@dataclass(frozen=True)
class Nothing(Caller):
    """Calls a statement without parameters."""

    def __call__(self, random: Random) -> Call:
        return Call({})


@dataclass
class OfRow(Caller):
    """Calls a statement on a row that is there, with a new value for one column.

    Attributes:
        keys: of the rows.
        column: the one that is changed; None for a read.
        n: the number of the last new value.
    """

    keys: list[Key]
    column: Column[Any] | None = None
    n: int = 0

    def __call__(self, random: Random) -> Call | None:
        if not self.keys:
            return None
        key = random.choice(self.keys)
        if self.column is None:
            return Call(_named(key), key)
        self.n += 1
        value = values_of(self.column, self.n)[0]
        return Call({**_named(key), "new_value": value}, key, {self.column.name: value})


@dataclass
class Deletion(Caller):
    """Calls a delete of one row after the other."""

    keys: list[Key]

    def __call__(self, random: Random) -> Call | None:
        if not self.keys:
            return None
        key = self.keys.pop()
        return Call(_named(key), key)


@dataclass
class NewRow(Caller):
    """Calls an insert: a row like the sample, with values of its own where rows may differ.

    Attributes:
        rows: what is known about the table.
        sample: the row.
        n: how many rows there were.
    """

    rows: Rows
    sample: Sample
    n: int = 0

    def __call__(self, random: Random) -> Call:
        self.n += 1
        columns = self.rows.table.columns
        row = dict(self.sample.values)
        for name in self.sample.varying:
            row[name] = values_of(columns[name], self.rows.first + self.n)[0]
        for names, keys in self.rows.parents.items():
            if keys and row.keys() >= set(names):
                row |= zip(names, random.choice(keys), strict=True)
        exact = {name: v for name, v in row.items() if isinstance(columns[name].type, EXACT)}
        return Call(row, values=exact)
