"""What makes the parameters of the operations on a table."""

from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column

from colonnade.migrate.rehearsal.load.rows import Rows
from colonnade.migrate.rehearsal.load.workload import Call, Caller, Key, Values
from colonnade.migrate.rehearsal.rows.samples import Sample
from colonnade.migrate.roundtrip.values import values_of

EXACT = (sa.Integer, sa.String, sa.Uuid, sa.Boolean)
"""Types whose values come back as they were written."""


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
        n, step: the number of the last new value, and how much higher the next one is.
    """

    keys: list[Key]
    column: Column[Any] | None = None
    n: int = 0
    step: int = 1

    def __call__(self, random: Random) -> Call | None:
        if not self.keys:
            return None
        key = random.choice(self.keys)
        if self.column is None:
            return Call(_named(key), key)
        self.n += self.step
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
            row[name] = values_of(columns[name], self.rows.first + self.n * self.rows.step)[0]
        for names, keys in self.rows.parents.items():
            if keys and row.keys() >= set(names):
                row |= zip(names, random.choice(keys), strict=True)
        if self.n % 2:
            row |= dict.fromkeys(self.rows.optional & row.keys())
        exact = {name: v for name, v in row.items() if isinstance(columns[name].type, EXACT)}
        return Call(row, values=exact)
