"""What a database holds: the facts of its catalogue, and how many rows each table has."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import URL

from colonnade.schema.catalog import Catalog, catalog
from colonnade.schema.compare import compare
from colonnade.schema.database import read_connection
from colonnade.schema.database.connect import connected


@dataclass(frozen=True)
class Contents:
    """What a database holds.

    Attributes:
        catalog: its facts.
        rows: how many rows each table has.
    """

    catalog: Catalog
    rows: Mapping[str, int]


def contents_of(url: URL) -> Contents:
    """What a database holds now.

    Raises:
        SourceError: it cannot be reached.
    """
    with connected(url) as connection:
        tables = read_connection(connection).tables
        count = sa.func.count()
        rows = {
            key: connection.scalar(sa.select(count).select_from(table)) or 0
            for key, table in tables.items()
        }
        return Contents(catalog(connection), rows)


def differences(restored: Contents, before: Contents, after: Contents) -> list[str]:
    """What a restored database does not have as its source, one line each.

    Args:
        restored: what was restored.
        before: the source before the dump.
        after: the source behind it; rows may have come and gone.
    """
    found = str(compare(after.catalog, restored.catalog)).splitlines()
    if compare(after.catalog, restored.catalog).same:
        found = []
    for table, count in restored.rows.items():
        counts = (before.rows.get(table, 0), after.rows.get(table, 0))
        if not min(counts) <= count <= max(counts):
            found.append(f"{table} has {count} rows instead of {counts[1]}")
    return found
