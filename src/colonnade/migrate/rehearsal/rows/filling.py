"""The database of a rehearsal: its tables as they are before the revisions, full of rows."""

from collections.abc import Mapping

from sqlalchemy import Engine, MetaData, Table, func, select

from colonnade.migrate.rehearsal.preview import Preview
from colonnade.migrate.rehearsal.request import OTHERS, Told
from colonnade.migrate.rehearsal.rows.growth import Growth, refreshed
from colonnade.migrate.roundtrip.asked import waits
from colonnade.migrate.roundtrip.fill import Filler

AFAR = 1_000_000
"""The number of the first row that is offered by itself: the database counts from 1."""


def fill(engine: Engine, seen: Preview, rows: int, told: Told) -> dict[str, int]:
    """Give every table rows, parents first.

    Args:
        engine: of the database.
        seen: says which rows it takes, and which tables matter.
        rows: how many the tables get that the revisions speak of.
        told: is told of each chunk.

    Returns:
        How many rows each table has.
    """
    filled: dict[str, int] = {}
    for table in in_order(seen.old.metadata.tables):
        key = table.key
        wanted = rows if key in seen.touched else min(rows, OTHERS)

        def say(done: int, key: str = key, wanted: int = wanted) -> None:
            told(f"Filling {key}", done, wanted)

        sample = seen.old.samples.get(key)
        filled[key] = 0 if sample is None else Growth(table, sample, engine).grow(wanted, say)
        filled[key] = filled[key] or _a_few(engine, table)
    refreshed(engine, seen.old.metadata.tables)
    return filled


def counted(engine: Engine, metadata: MetaData) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect() as connection:
        return {
            key: connection.scalar(select(func.count()).select_from(table)) or 0
            for key, table in sorted(metadata.tables.items())
        }


def _a_few(engine: Engine, table: Table) -> int:
    """Rows that are offered one by one, where the database takes no others."""
    with engine.begin() as connection:
        Filler(n=AFAR).fill(connection, table.metadata, {table.key})
        return connection.scalar(select(func.count()).select_from(table)) or 0


def in_order(tables: Mapping[str, Table]) -> list[Table]:
    """The tables, those before others that these refer to; where some refer to each other, in any order."""
    waiting = dict(tables)
    found: list[Table] = []
    while waiting:
        ready = [table for table in waiting.values() if not waits(table, waiting)]
        found += ready or list(waiting.values())[:1]
        for table in found:
            waiting.pop(table.key, None)
    return found
