"""Rows that were there before and are not afterwards, and values that are others."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Table

from colonnade.migrate.roundtrip.state import Rows, State

_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


@dataclass(frozen=True)
class Loss:
    """What became of the rows of a table.

    Attributes:
        table: its name.
        column: whose values are others; empty where rows are gone.
        count: how many rows.
        total: of how many.
    """

    table: str
    column: str
    count: int
    total: int

    def __str__(self) -> str:
        rows = f"{self.count} of {self.total} rows of {self.table}"
        return f"the values of {self.column} in {rows}" if self.column else rows


def losses(before: State, after: State) -> list[Loss]:
    """What was lost of the rows, in the tables and columns that both states have.

    A value that was NULL and is filled is no loss. Where a column has got another type, its values count as the same
    when they are so in the new type's own writing. Generated columns are left out.
    """
    found: list[Loss] = []
    for key, rows in before.rows.items():
        if key in after.rows and rows.values:
            found += _of_table(before.tables[key], rows, after.tables[key], after.rows[key])
    return found


def _of_table(old: Table, before: Rows, new: Table, after: Rows) -> Iterator[Loss]:
    shared = [
        name for name in before.columns if name in after.columns and _is_given(name, old, new)
    ]
    keys = [column.name for column in old.primary_key.columns]
    if not keys or not set(keys) <= set(after.columns):
        gone = Counter(_picked(before, shared)) - Counter(_picked(after, shared))
        if gone:
            yield Loss(old.fullname, "", gone.total(), len(before.values))
        return
    there = dict(zip(_picked(after, keys), after.values, strict=True))
    pairs = [
        (row, there[key])
        for key, row in zip(_picked(before, keys), before.values, strict=True)
        if key in there
    ]
    if len(pairs) < len(before.values):
        yield Loss(old.fullname, "", len(before.values) - len(pairs), len(before.values))
    for name in shared:
        one, other = before.columns.index(name), after.columns.index(name)
        same = str(old.c[name].type) == str(new.c[name].type)
        changed = sum(not _kept(row[one], now[other], same_type=same) for row, now in pairs)
        if changed:
            yield Loss(old.fullname, f"{old.fullname}.{name}", changed, len(before.values))


def _is_given(name: str, old: Table, new: Table) -> bool:
    return old.c[name].computed is None and new.c[name].computed is None


def _picked(rows: Rows, names: list[str]) -> list[tuple[Any, ...]]:
    places = [rows.columns.index(name) for name in names]
    return [tuple(plain(row[place]) for place in places) for row in rows.values]


def _kept(before: Any, after: Any, *, same_type: bool) -> bool:
    if before is None or before == after:
        return True
    return not same_type and plain(before) == plain(after)


def plain(value: Any) -> str | None:
    """A value as text, the same for each type that holds it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, default=str)
    try:
        return str(Decimal(str(value)).normalize() + 0)
    except InvalidOperation:
        return _UUID.sub(lambda found: found[0].replace("-", ""), str(value))
