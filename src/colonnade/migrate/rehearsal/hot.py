"""The rows that the load knows: those that it may change, and those that its new rows may refer to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, Table

from colonnade.migrate.rehearsal.load.workload import Key
from colonnade.migrate.rehearsal.rows.parents import tight_keys
from colonnade.migrate.rehearsal.rows.samples import Sample

KEYS = 1_200
"""How many rows of each table the load may change; all others are compared afterwards."""

Named = tuple[str, ...]
Refers = tuple[Named, Named]
"""Columns of a table, and those that they refer to."""


@dataclass(frozen=True)
class Share:
    """The part of the rows that one thread has: no two write the same row.

    Attributes:
        number: of the thread.
        count: how many threads there are.
    """

    number: int
    count: int

    def of(self, keys: Sequence[Key]) -> list[Key]:
        """What it has of some keys."""
        return [key for key in keys[self.number :: self.count] if None not in key]


@dataclass(frozen=True)
class Hot:
    """The rows that the load knows.

    Attributes:
        tables: the tables of the database as it is, by key.
        keys: the primary keys of the rows that may change, by table.
        connection: to the database.
    """

    tables: Mapping[str, Table]
    keys: Mapping[str, list[Key]]
    connection: Connection

    def keys_of(self, table: Table) -> list[Key]:
        """The rows that may change, by the key that a version finds them by; none where the database has no such key yet."""
        known, names = self.tables.get(table.key), _key_names(table)
        if known is None or not names or not set(names) <= set(known.columns.keys()):
            return []
        if names == _key_names(known):
            return self.keys.get(table.key, [])
        return _first(self.connection, known, names)

    def parents(
        self, table: Table, columns: set[str], sample: Sample, share: Share
    ) -> dict[Named, list[Key]]:
        """What the foreign keys of a table may say, by their columns; nothing where the table that they refer to is new.

        Args:
            table: as a version knows it.
            columns: those of its columns that the version knows.
            sample: a row that the database takes.
            share: of the thread, which alone refers to rows that have room for one child.
        """
        tight = tight_keys(table, sample)
        found: dict[Named, list[Key]] = {}
        for referred, names, keys in self._references(table, columns):
            if referred is None:
                found[names] = []
            elif mine := [unique for unique in tight if unique & set(names)]:
                alone = any(_is_of_one_parent(table, unique - set(names)) for unique in mine)
                child = self.tables.get(table.key) if alone else None
                found[names] = share.of(self._with_room(child, referred, names, keys))
            else:
                every = _first(self.connection, referred, keys)
                found[names] = [key for key in every if None not in key]
        return found

    def _references(
        self, table: Table, columns: set[str]
    ) -> Iterator[tuple[Table | None, Named, Named]]:
        """The tables that foreign keys refer to; None for one that is not there, or has no such column."""
        known: defaultdict[str, list[Refers]] = defaultdict(list)
        for constraint in sorted(table.foreign_key_constraints, key=_refers):
            names, keys = _refers(constraint)
            referred = self.tables.get(constraint.referred_table.key)
            if referred is None or not set(keys) <= set(referred.columns.keys()):
                yield None, names, keys
            elif columns.issuperset(names):
                known[referred.key].append((names, keys))
        for key, found in known.items():
            for names, keys in _together(found):
                yield self.tables[key], names, keys

    def _with_room(
        self, child: Table | None, referred: Table, names: Named, keys: Named
    ) -> list[Key]:
        """What refers to a row once: where a child is deleted, another one may be made; of a new table any row gets one."""
        if child is not None and set(names) <= set(child.columns.keys()):
            return _first(self.connection, child, names)
        return _first(self.connection, referred, keys)


def hot(connection: Connection, metadata: MetaData) -> Hot:
    """The rows that the load knows: some of each table that has a key."""
    tables = metadata.tables
    keys = {
        name: _first(connection, table, _key_names(table))
        for name, table in tables.items()
        if list(table.primary_key)
    }
    return Hot(tables, keys, connection)


def _first(connection: Connection, table: Table, names: Named) -> list[Key]:
    """Columns of the first rows, in the order of their key."""
    query = sa.select(*_of(table, names)).order_by(*table.primary_key).limit(KEYS)
    return [tuple(row) for row in connection.execute(query)]


def _of(table: Table, names: Named) -> list[sa.Column[Any]]:
    return [table.columns[name] for name in names]


def _key_names(table: Table) -> Named:
    return tuple(column.name for column in table.primary_key)


def _is_of_one_parent(table: Table, others: set[str]) -> bool:
    """Whether the other columns of a unique key refer to nothing."""
    return not any(table.columns[name].foreign_keys for name in others)


def _refers(constraint: ForeignKeyConstraint) -> Refers:
    names = tuple(column.name for column in constraint.columns)
    return names, tuple(element.column.name for element in constraint.elements)


def _together(found: list[Refers]) -> Iterator[Refers]:
    """References to one table, those by different keys of it as one: they are said of the same row."""
    by_key: defaultdict[Named, list[Named]] = defaultdict(list)
    for names, keys in found:
        by_key[keys].append(names)
    counts = {len(many) for many in by_key.values()}
    if len(by_key) == 1 or len(counts) > 1:
        yield from found
        return
    every = tuple(name for keys in by_key for name in keys)
    for row in zip(*by_key.values(), strict=True):
        yield tuple(name for names in row for name in names), every
