"""The loads of the two versions: the old one knows the tables as they were, the new one as the models say they will be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, MetaData, Table

from colonnade.migrate.rehearsal.hot import Hot, Named, Share
from colonnade.migrate.rehearsal.load.crud import operations, reading
from colonnade.migrate.rehearsal.load.rows import Rows
from colonnade.migrate.rehearsal.load.workload import Key, Operation, Workload
from colonnade.migrate.rehearsal.preview import Preview, Schema
from colonnade.migrate.rehearsal.rows.expressions import capacity
from colonnade.migrate.rehearsal.rows.parents import tight_keys
from colonnade.migrate.rehearsal.rows.samples import Sample

_FIRST = 1_000_000_000
"""The number of the first new row. The threads take turns, so that the last digits differ, which are all that a short text has."""

_ROOM = 1_000_000
"""How many different values a unique column must have, so that no two new rows have the same one."""

_TOUCHED = 5.0
"""How much more often a table is used that the revisions speak of."""

Columns = Mapping[str, set[str]]


@dataclass(frozen=True)
class Version:
    """A version of the application.

    Attributes:
        schema: what it takes the database to be.
        columns: the columns that it knows of each table; all of them without an entry.
        dialect: SQLAlchemy's name of the database.
        before: the tables of the version before it, which knows less; its own where there is none.
    """

    schema: Schema
    columns: Columns
    dialect: str
    before: MetaData

    def workloads(self, hot: Hot, seen: Preview, threads: range, count: int) -> list[Workload]:
        """What each thread does, on rows of its own.

        Args:
            hot: the rows that are there.
            seen: says which tables matter.
            threads: the numbers of this version's threads.
            count: how many threads there are of both.
        """
        return [[*self._of_thread(hot, seen, Share(number, count))] for number in threads]

    def _of_thread(self, hot: Hot, seen: Preview, share: Share) -> Iterator[Operation]:
        for key, table in self.schema.metadata.tables.items():
            if self.columns and key not in self.columns:
                continue
            known = {one.name for one in table.columns if self._knows(key, one.name)}
            sample = self._known_of(key)
            parents = hot.parents(table, known, sample, share) if sample else {}
            rows = Rows(
                table=table,
                columns=[c for c in table.columns if c.name in known],
                sample=_offered(table, sample, parents) if sample else None,
                keys=share.of(hot.keys_of(table)),
                parents=parents,
                first=_FIRST + share.number,
                step=share.count,
                dialect=self.dialect,
                is_referred_to=_is_referred_to(key, seen),
                optional=self._optional(table),
            )
            yield from operations(rows, _TOUCHED if key in seen.touched else 1.0)
        for view in self.schema.views:
            yield reading(view, _TOUCHED if view.key in seen.touched else 1.0)

    def _optional(self, table: Table) -> frozenset[str]:
        """The columns that may be NULL and might not in the version before."""
        before = self.before.tables.get(table.key)
        required = {c.name for c in before.columns if not c.nullable} if before is not None else ()
        left = (c for c in table.columns if c.nullable and c.name in required)
        return frozenset(c.name for c in left if not _has_successor(c))

    def _knows(self, table: str, column: str) -> bool:
        return not self.columns or column in self.columns[table]

    def _known_of(self, table: str) -> Sample | None:
        """What the version gives of a row that the database takes."""
        if (sample := self.schema.samples.get(table)) is None:
            return None
        values = {name: v for name, v in sample.values.items() if self._knows(table, name)}
        return Sample(values, sample.varying & set(values), sample.unique & set(values))


def _offered(table: Table, sample: Sample, parents: Mapping[Named, list[Key]]) -> Sample | None:
    """The row to insert; None where it would have to refer to rows that nobody has made, or has no room."""
    values = dict(sample.values)
    for names in (names for names, found in parents.items() if not found):
        if not all(table.columns[name].nullable for name in names):
            return None
        values |= dict.fromkeys(names)
    return replace(sample, values=values) if _has_room(table, sample) else None


def _has_room(table: Table, sample: Sample) -> bool:
    """Whether no two new rows have to be the same in a unique key."""
    if any(_is_tight(table.columns[name]) for name in sample.unique):
        return False
    keys = tight_keys(table, sample)
    return all(any(table.columns[name].foreign_keys for name in key) for key in keys)


def _is_referred_to(key: str, seen: Preview) -> bool:
    """Whether a foreign key refers to a table, now or behind the revisions: what one version deletes the other may need."""
    every = [one for schema in (seen.old, seen.new) for one in schema.metadata.tables.values()]
    return any(one.column.table.key == key for table in every for one in table.foreign_keys)


def _has_successor(column: Column[Any]) -> bool:
    """Whether another column refers to the same table by another key: a new row names its parent by one of the two."""
    mine = {one.column for one in column.foreign_keys}
    return any(
        one.column.table is other.table and one.column is not other
        for one in column.table.foreign_keys
        for other in mine
    )


def _is_tight(column: Column[Any]) -> bool:
    room = capacity(column.type)
    return room is not None and room < _ROOM


def columns_of(models: Iterable[MetaData]) -> dict[str, set[str]]:
    """The columns that models know, by table."""
    return {
        key: set(table.columns.keys())
        for metadata in models
        for key, table in metadata.tables.items()
    }
