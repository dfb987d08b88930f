"""Rows that change hands together.

The rule here: what points at a row that changes hands goes along, and nothing that goes along points at a row of
somebody else. So no foreign key is left across owners. Rows are found and locked table by table, judged, and then
changed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, select, tuple_
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from colonnade.data.isolation.transfer.judge import Judge
from colonnade.data.isolation.transfer.new_owners import NewOwners
from colonnade.data.isolation.transfer.references import (
    Reference,
    Values,
    private_rules,
    references,
)
from colonnade.data.isolation.writes import Handover

_AT_ONCE = 500


class Transfer:
    """The rows that go to another owner.

    Args:
        connection: the session's.
        table: of the row that is given away; its rule has a column for the owner.
        new: who gets it.

    Attributes:
        rows: what goes, by table and primary key.
    """

    def __init__(self, connection: Connection, table: Table, new: NewOwners) -> None:
        self.rows: dict[Table, dict[tuple[Any, ...], Values]] = {}
        self._connection = connection
        self._table = table
        self._new = new
        self._rules = private_rules(table.metadata)
        self._references = list(references(self._rules))

    def collect(self, key: tuple[Any, ...]) -> None:
        """Find and lock the row, and all that point at it, at those, and so on.

        Args:
            key: the primary key of the row.
        """
        where = _among(list(self._table.primary_key), [key])
        waiting = [(self._table, self._add(self._table, where))]
        while waiting:
            parent, rows = waiting.pop()
            for reference in self._references:
                if reference.link.parent is parent:
                    new = self._pointing_at(reference, rows)
                    waiting += [(reference.table, new)] if new else []

    def judge(self) -> None:
        """See whether the rows may go.

        Raises:
            OutOfScope: they may not.
        """
        Judge(self._connection, self._table, self._new, self._rules).judge(
            self._references, self.rows
        )

    def hand_over(self) -> None:
        """Change the owners, parents first: one UPDATE for each table and 500 rows."""
        for table, _ in sort_tables_and_constraints(self.rows):
            changed = [] if table is None else self._new.changed(self._rules[table])
            values = {owner.column: self._new.key(owner) for owner in changed}
            if table is not None and values:
                for keys in _parts(self.rows[table]):
                    where = _among(list(table.primary_key), keys)
                    self._connection.execute(Handover(table).where(where).values(values))

    def _pointing_at(self, reference: Reference, rows: list[Values]) -> list[Values]:
        columns = [_column(reference.table, name) for name in reference.link.columns]
        parts = _parts(reference.referred(rows))
        return [row for part in parts for row in self._add(reference.table, _among(columns, part))]

    def _add(self, table: Table, where: ColumnElement[bool]) -> list[Values]:
        """The rows that are new here."""
        columns = self._columns(table)
        keys = [column.name for column in table.primary_key]
        statement = select(*columns.values()).where(where).with_for_update()
        found = [
            dict(zip(columns, row, strict=True)) for row in self._connection.execute(statement)
        ]
        known = self.rows.setdefault(table, {})
        new = {key: r for r in found if (key := tuple(r[name] for name in keys)) not in known}
        known |= new
        return list(new.values())

    def _columns(self, table: Table) -> dict[str, Column[Any]]:
        """The columns by which rows are known, point at each other and have owners."""
        names = {column.name for column in table.primary_key}
        names |= {owner.column.name for owner in self._rules[table].owners}
        for reference in self._references:
            names |= set(reference.link.columns) if reference.table is table else set()
            names |= set(reference.link.referred) if reference.link.parent is table else set()
        return {column.name: column for column in table.columns if column.name in names}


def _column(table: Table, name: str) -> Column[Any]:
    return next(column for column in table.columns if column.name == name)


def _parts(keys: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """The keys, as many at once as one statement names."""
    ordered = list(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _among(columns: list[Column[Any]], values: list[tuple[Any, ...]]) -> ColumnElement[bool]:
    if len(columns) == 1:
        return columns[0].in_([value for (value,) in values])
    return tuple_(*columns).in_(values)
