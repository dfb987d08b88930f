"""Rows for every table: common ones, two that are alike, one of NULLs, and the edges of what the types allow.

No model of a database's rules is made here. A row is offered; where the database refuses it, other values are offered
for the columns that its checks, keys and references speak of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    MetaData,
    Table,
    select,
)
from sqlalchemy.exc import DBAPIError, StatementError

from colonnade.migrate.roundtrip.asked import checks_of, is_ours, is_unique, spoken_of, waits
from colonnade.migrate.roundtrip.values import enum_size, values_of, values_said

TRIED = 300
"""How many combinations of values are offered for a row before it is given up."""

MEMBERS = 30
"""How many rows at most show the members of an enum."""

KINDS = ("common", "alike", "nulls", "largest", "smallest")

Slot = list[dict[str, Any]]
"""What one column, or the columns of a foreign key, may be given, the best first."""


@dataclass
class Filler:
    """Makes rows.

    Attributes:
        n: the number of the last row; no two have the same.
        kinds: which rows each table gets.
        taken: the first row that each table has taken, as it was offered.
    """

    n: int = 0
    kinds: tuple[str, ...] = KINDS
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    _alike: dict[str, int] = field(default_factory=dict)

    def fill(self, connection: Connection, metadata: MetaData, keys: set[str]) -> set[str]:
        """Add rows to tables, parents first.

        Args:
            connection: to the database; the caller commits.
            metadata: its tables.
            keys: the `Table.key` of those to fill.

        Returns:
            Those that no row could be made for.
        """
        waiting = {key: table for key, table in metadata.tables.items() if key in keys}
        while ready := [table for table in waiting.values() if not waits(table, waiting)]:
            for table in ready:
                del waiting[table.key]
                self._fill(connection, table)
        for table in waiting.values():
            self._fill(connection, table)
        return {key for key in keys if _is_empty(connection, metadata.tables[key])}

    def _fill(self, connection: Connection, table: Table) -> None:
        members = min(MEMBERS, max([0, *(enum_size(column.type) for column in table.columns)]))
        kinds = [*self.kinds, *["common"] * max(0, members - len(self.kinds))]
        for kind in kinds:
            self.n += 1
            if not self._offer(connection, table, kind) and kind == "common":
                return

    def _offer(self, connection: Connection, table: Table, kind: str) -> bool:
        for row in islice(self._rows(connection, table, kind), TRIED):
            try:
                with connection.begin_nested():
                    connection.execute(table.insert(), row)
            except (DBAPIError, StatementError, ValueError):
                continue
            self.taken.setdefault(table.key, row)
            return True
        return False

    def _rows(self, connection: Connection, table: Table, kind: str) -> Iterator[dict[str, Any]]:
        """Rows to offer: the one that is wanted, then all others that checks and keys may want."""
        slots = [*_references(connection, table, kind, self.n)]
        referring = {name for slot in slots for name in slot[0]}
        asked = spoken_of(table)
        for column in table.columns:
            if column.name not in referring and is_ours(column, connection.dialect.name):
                slot = self._slot(column, kind)
                if column.name not in asked:
                    # Nothing speaks of it; but a trigger may look it up.
                    slot = [*slot[:1], *([{column.name: _null(column)}] if column.nullable else [])]
                if slot:
                    slots.append(slot)
                elif not column.nullable and column.server_default is None:
                    return  # of a type that nothing is known about
        for parts in _combined(slots):
            row = {name: value for part in parts for name, value in part.items()}
            yield {name: value for name, value in row.items() if value is not _LEFT_OUT}

    def _slot(self, column: Column[Any], kind: str) -> Slot:
        n = self.n
        if kind == "alike" and not is_unique(column):
            n -= 1
        values = values_of(column, n)
        place = {"largest": 1, "smallest": 2}.get(kind, 0)
        first = values[place : place + 1]
        if kind == "nulls" and column.server_default is not None:
            first = [_LEFT_OUT]
        elif (kind == "nulls" or not values) and column.nullable:
            first = [_null(column)]
        said = [value for text in checks_of(column) for value in values_said(column, text)]
        rest = [*values, *said, *([_null(column)] if column.nullable else [])]
        found: list[Any] = []
        for value in [*first, *rest]:
            if not any(
                value is one or (type(value) is type(one) and value == one) for one in found
            ):
                found.append(value)
        return [{column.name: value} for value in found]


_LEFT_OUT = object()
"""Stands for the server's default."""


def _null(column: Column[Any]) -> Any:
    """NULL; for JSON, where None is a value, no value at all."""
    return _LEFT_OUT if isinstance(column.type, JSON) else None


def _combined(slots: list[Slot]) -> Iterator[list[dict[str, Any]]]:
    """The first of each slot, then one slot changed at a time, then all combinations."""
    first = [slot[0] for slot in slots]
    yield first
    for place, slot in enumerate(slots):
        for part in slot[1:]:
            yield [*first[:place], part, *first[place + 1 :]]
    yield from map(list, product(*slots))


def _references(connection: Connection, table: Table, kind: str, n: int) -> Iterator[Slot]:
    for constraint in table.foreign_key_constraints:
        columns = list(constraint.columns)
        referred = [element.column for element in constraint.elements]
        optional = all(column.nullable for column in columns)
        rows = connection.execute(select(*referred).limit(40)).all()
        keys = [tuple(row) for row in rows if None not in row]
        turn = n % len(keys) if keys else 0
        choices = [*keys[turn:], *keys[:turn]]
        slot = [dict(zip((c.name for c in columns), key, strict=True)) for key in choices]
        nothing = {column.name: None for column in columns}
        if optional:
            slot = [nothing, *slot] if kind == "nulls" or not slot else [*slot, nothing]
        if slot:
            yield slot


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(select(1).select_from(table).limit(1)).first() is None
