"""What a load knows about the rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from colonnade.migrate.rehearsal.load.workload import Key
from colonnade.migrate.rehearsal.rows.samples import Sample

_LEAVE = 4
"""One in so many of the rows is deleted, where that is possible."""


@dataclass(frozen=True)
class Rows:
    """What a load knows about the rows of a table.

    Attributes:
        table: the table.
        columns: those of its columns that the version knows.
        sample: a row that the database takes; None when none was found.
        keys: keys of rows that this load may change; nobody else does.
        parents: what the foreign keys may say, by their columns.
        first, step: the number of the first new row, and how much higher that of each next one is.
        dialect: SQLAlchemy's name of the database.
        is_referred_to: whether another row may refer to one of its rows.
        optional: columns that every second new row leaves empty: no version before this one could.
    """

    table: Table
    columns: list[Column[Any]]
    sample: Sample | None
    keys: list[Key]
    parents: Mapping[tuple[str, ...], list[Key]]
    first: int
    step: int
    dialect: str
    is_referred_to: bool = False
    optional: frozenset[str] = frozenset()

    def parted(self) -> tuple[list[Key], list[Key]]:
        """The keys of rows that may be deleted, none where another table may refer to them; and of those that stay."""
        count = 0 if self.is_referred_to else len(self.keys) // _LEAVE
        return self.keys[:count], self.keys[count:]

    @property
    def primary(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)
