"""Many made-up rows, so that a planner has something to plan for."""

import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Enum, Integer, MetaData, Table, insert
from sqlalchemy.exc import DBAPIError, StatementError

from colonnade.errors import SourceError
from colonnade.migrate.roundtrip.asked import is_ours, is_unique
from colonnade.migrate.roundtrip.values import values_of
from colonnade.schema.relations import relations_of

BATCH = 5_000

STEP = 10
"""A table that others refer to has a tenth of their rows."""

DISTINCT = 1_000
"""How many different numbers and texts a column has that need not be unique."""

Row = dict[str, Any]
Keys = dict[str, list[Row]]
"""The rows that others may refer to, by `Table.key`."""


def fill(connection: Connection, metadata: MetaData, rows: int) -> None:
    """Fill empty tables, parents first; the same rows each time.

    Args:
        connection: to the database; the caller commits.
        metadata: its tables.
        rows: how many rows a table has that no other one refers to; each table above has a tenth.

    Raises:
        SourceError: a table takes no made-up rows.
    """
    chance, keys = random.Random(rows), Keys()
    heights = _heights(metadata)
    for table in metadata.sorted_tables:
        wanted = max(1, rows // STEP ** heights[table.key])
        made = [*_rows(connection, table, wanted, keys, chance)]
        keys[table.key] = _keys(table, made) if heights[table.key] else []
        for start in range(0, len(made), BATCH):
            _write(connection, table, made[start : start + BATCH])


def _keys(table: Table, rows: list[Row]) -> list[Row]:
    """What others refer to; a number that the database gives is the row's place."""
    given = table.autoincrement_column
    name = given.name if given is not None else ""
    return [{name: place, **row} for place, row in enumerate(rows, 1)]


def _rows(
    connection: Connection, table: Table, count: int, keys: Keys, chance: random.Random
) -> Iterator[Row]:
    """Rows of which no two have the same key."""
    relations = [one for one in relations_of(table) if one.parent is not table]
    free = [c for c in table.columns if not c.foreign_keys and is_ours(c, connection.dialect.name)]
    seen: set[tuple[Any, ...]] = set()
    for n in range(1, count + 1):
        row = {column.name: _value(column, n) for column in free}
        for relation in relations:
            parent = chance.choice(keys[relation.parent.key])
            pairs = zip(relation.columns, relation.targets, strict=True)
            row |= {column.name: parent[target.name] for column, target in pairs}
        marks = tuple(row.get(column.name) for column in table.primary_key.columns)
        if None not in marks and marks in seen:
            continue
        seen.add(marks)
        yield row


def _value(column: Column[Any], n: int) -> Any:
    if column.nullable and n % 20 < (19 if column.name == "deleted_at" else 5):
        return None
    varied = column.primary_key or is_unique(column) or isinstance(column.type, (Boolean, Enum))
    numbers = isinstance(column.type, Integer)
    place = n if varied or not numbers else n % DISTINCT
    if column.primary_key and numbers:
        return n
    values = values_of(column, place)
    return values[0] if values else None


def _write(connection: Connection, table: Table, rows: list[Row]) -> None:
    if not rows:
        return
    try:
        connection.execute(insert(table), rows)
    except (DBAPIError, StatementError) as error:
        raise SourceError(
            f"The table {table.fullname} takes no made-up rows: a constraint refuses them.",
            "Leave --rows out: then a copy of the database has the database's own rows.",
        ) from error


def _heights(metadata: MetaData) -> dict[str, int]:
    """How many tables are below each one, on the longest way."""
    heights = dict.fromkeys(metadata.tables, 0)
    for table in reversed(metadata.sorted_tables):
        for relation in relations_of(table):
            if relation.parent is not table:
                above = heights[relation.parent.key]
                heights[relation.parent.key] = max(above, heights[table.key] + 1)
    return heights
