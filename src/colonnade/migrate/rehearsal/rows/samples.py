"""A row of each table that its database takes, found by offering."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, select

from colonnade.migrate.roundtrip.asked import checks_of, is_ours, is_unique
from colonnade.migrate.roundtrip.fill import Filler
from colonnade.migrate.roundtrip.values import values_of
from colonnade.testing import empty


@dataclass(frozen=True)
class Sample:
    """A row that the database takes.

    Attributes:
        values: what an insert gives, by column.
        varying: the columns of which only the type speaks, so that rows may differ in them.
        unique: those among them in which they must.
        made: those that are left out, because a trigger makes them of the others.
    """

    values: Mapping[str, Any]
    varying: frozenset[str]
    unique: frozenset[str]
    made: frozenset[str] = frozenset()


def samples(engine: Engine, metadata: MetaData) -> dict[str, Sample]:
    """A row of each table, by `Table.key`; a table that no row was found for is left out.

    Args:
        engine: of a database that is empty, and is so again afterwards.
        metadata: its tables.
    """
    with engine.begin() as connection:
        filler = Filler(kinds=("common", "common"))
        filler.fill(connection, metadata, set(metadata.tables))
        found = dict(_found(connection, metadata, filler))
    empty(engine, metadata)
    return found


def _found(
    connection: Connection, metadata: MetaData, filler: Filler
) -> Iterator[tuple[str, Sample]]:
    for key, table in metadata.tables.items():
        row = connection.execute(select(table).limit(1)).mappings().first()
        if row is not None:
            offered = filler.taken.get(key, {})
            made = {
                name for name, value in offered.items() if value is None and row[name] is not None
            }
            yield key, _sample(table, dict(row), connection.dialect.name, made)


def _sample(table: Table, row: dict[str, Any], dialect: str, made: set[str]) -> Sample:
    # A serial column is known by this alone once it has been reflected.
    ours = [
        c
        for c in table.columns
        if is_ours(c, dialect) and c.autoincrement is not True and c.name not in made
    ]
    free = [
        column
        for column in ours
        if not column.foreign_keys and not checks_of(column) and values_of(column, 1)
    ]
    return Sample(
        {column.name: row[column.name] for column in ours},
        frozenset(column.name for column in free),
        frozenset(column.name for column in free if is_unique(column)),
        frozenset(made),
    )
