"""What became of the rows: those that nobody touched, by sums, and those that the load wrote, one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, MetaData, Table

from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.load.workload import Key
from colonnade.migrate.rehearsal.losses.loss import Loss
from colonnade.migrate.rehearsal.losses.sums import Sums, sums_of
from colonnade.migrate.rehearsal.losses.untouched import Untouched, counterpart
from colonnade.migrate.rehearsal.losses.writes import is_key, lost_writes

__all__ = ["Looked", "Loss", "looked", "losses"]

Keys = Mapping[str, Iterable[Key]]


@dataclass(frozen=True)
class Looked:
    """The tables at one moment, and the sums of their rows.

    Attributes:
        metadata: the tables.
        sums: of the rows that the load does not touch, by `Table.key`.
        keys: of the rows that it may touch.
    """

    metadata: MetaData
    sums: Mapping[str, Sums]
    keys: Keys


def looked(engine: Engine, metadata: MetaData, keys: Keys) -> Looked:
    """Sum up all tables, without the rows that the load may touch."""
    with engine.connect() as connection:
        sums = {
            name: sums_of(connection, table, keys.get(name, ()))
            for name, table in metadata.tables.items()
        }
    return Looked(metadata, sums, keys)


def losses(engine: Engine, before: Looked, after: MetaData, seen: Seen) -> Iterator[Loss]:
    """What is not as it was.

    Args:
        engine: of the database.
        before: the tables as they were.
        after: the tables as they are.
        seen: what the load wrote.
    """
    tables = {
        name: counterpart(table, after, before.metadata)
        for name, table in before.metadata.tables.items()
    }
    with engine.connect() as connection:
        for name, table in tables.items():
            then = before.metadata.tables[name]
            if table is not None and not _knows(table, then):
                continue  # nobody can tell which rows the load has written
            touched = {*before.keys.get(name, ()), *_of(name, then, seen)}
            now = None if table is None else sums_of(connection, table, touched, then)
            yield from Untouched(name, before.sums[name], now).losses()
        new = {name: table for name, table in after.tables.items() if name not in tables}
        yield from lost_writes(connection, seen, {**new, **tables})


def _knows(table: Table, before: Table) -> bool:
    """Whether a table still has the columns of the key that it had."""
    return set(before.primary_key.columns.keys()) <= set(table.columns.keys())


def _of(name: str, table: Table, seen: Seen) -> set[Key]:
    """The keys of the rows of a table that the load has written, or may have; without those that are no keys of it."""
    written = {*seen.written, *seen.unknown}
    return {key for of, key in written if of == name and is_key(table, key)}
