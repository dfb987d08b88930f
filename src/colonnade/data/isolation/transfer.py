"""Rows that change hands together.

The rule here: what points at a row that changes hands goes along, and nothing that goes along points at a row that
stays. So no foreign key is left across owners. Rows are found and locked table by table, judged, and then changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    Table,
    select,
    tuple_,
)
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from colonnade.data.isolation.marks import rules_of
from colonnade.data.isolation.owner_columns import link_of
from colonnade.data.isolation.rules import Kind, Link, Rule
from colonnade.data.isolation.scope import OwnerKey
from colonnade.data.isolation.writes import Handover
from colonnade.errors import OutOfScope

_AT_ONCE = 500

Values = dict[str, Any]
"""The keys in a row, by the names of their columns."""


@dataclass(frozen=True)
class Reference:
    """A foreign key between tables whose rows have owners."""

    table: Table
    link: Link
    constraint: ForeignKeyConstraint

    @property
    def follows(self) -> bool:
        """Whether the database changes its columns with those that it refers to."""
        return (self.constraint.onupdate or "").upper() == "CASCADE"

    def pointed(self, row: Values) -> tuple[Any, ...]:
        """What a row points at."""
        return tuple(row[name] for name in self.link.columns)

    def referred(self, rows: Iterable[Values]) -> set[tuple[Any, ...]]:
        """What rows of the other table are pointed at by."""
        return {tuple(row[name] for name in self.link.referred) for row in rows}


class Transfer:
    """The rows that go to another owner.

    Args:
        connection: the session's.
        table: of the row that is given away; its rule has a column for the owner.
        to: the key of the new owner.

    Attributes:
        rows: what goes, by table and primary key.
    """

    def __init__(self, connection: Connection, table: Table, to: OwnerKey) -> None:
        self.rows: dict[Table, dict[tuple[Any, ...], Values]] = {}
        self._connection = connection
        self._table = table
        self._to = to
        rules = rules_of(table.metadata)
        self._rules = {
            known: rule
            for known in table.metadata.tables.values()
            if (rule := rules.get((known.schema, known.name))) and rule.private
        }
        self._references = list(self._find_references())

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
        """See whether nothing is left across owners.

        Raises:
            OutOfScope: a row would point at one that stays, two owners' rows would go, or a foreign key that holds the
                owner cannot follow.
        """
        if len(set(self._owners())) > 1:
            raise OutOfScope(
                f"Rows of several owners point at a row of {self._table.fullname!r}.",
                "Bring their foreign keys in order first.",
            )
        for reference in self._references:
            self._judge(reference, self.rows.get(reference.table, {}).values())

    def hand_over(self) -> None:
        """Change the owner, parents first: one UPDATE for each table and 500 rows."""
        for table, _ in sort_tables_and_constraints(self.rows):
            owner = None if table is None else self._rules[table].owner
            if table is not None and owner is not None:
                for keys in _parts(self.rows[table]):
                    where = _among(list(table.primary_key), keys)
                    self._connection.execute(Handover(table).where(where).values({owner: self._to}))

    def _find_references(self) -> Iterator[Reference]:
        for table, rule in self._rules.items():
            for constraint in table.foreign_key_constraints:
                parent = self._rules.get(constraint.referred_table)
                if parent is not None and not _names_owner(constraint, rule, parent):
                    yield Reference(table, link_of(constraint), constraint)

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
        if (owner := self._rules[table].owner) is not None:
            names.add(owner.name)
        for reference in self._references:
            names |= set(reference.link.columns) if reference.table is table else set()
            names |= set(reference.link.referred) if reference.link.parent is table else set()
        return {column.name: column for column in table.columns if column.name in names}

    def _owners(self) -> Iterator[Any]:
        for table, rows in self.rows.items():
            owner = self._rules[table].owner
            yield from () if owner is None else (row[owner.name] for row in rows.values())

    def _judge(self, reference: Reference, rows: Iterable[Values]) -> None:
        link, name = reference.link, reference.table.fullname
        goals = reference.referred(self.rows.get(link.parent, {}).values())
        if self._rules[link.parent].kind is Kind.OWNER:
            goals.add((self._to,))
        pointed = {at for row in rows if None not in (at := reference.pointed(row))}
        columns = ", ".join(link.columns)
        if pointed - goals:
            raise OutOfScope(
                f"A row of {self._table.fullname!r} cannot change hands: {columns} of a row of {name!r}"
                f" that would go along points at a row of {link.parent.fullname!r} that would stay.",
                f"Transfer the row of {link.parent.fullname!r}, or point {columns} elsewhere first.",
            )
        owner = self._rules[reference.table].owner
        if pointed and owner is not None and owner.name in link.columns and not reference.follows:
            raise OutOfScope(
                f"A row of {self._table.fullname!r} cannot change hands: the foreign key {columns} of {name!r}"
                " holds the owner and does not follow.",
                "Declare it with onupdate='CASCADE', and migrate.",
            )


def _names_owner(constraint: ForeignKeyConstraint, rule: Rule, parent: Rule) -> bool:
    """Whether the foreign key is the owner's column itself."""
    return parent.kind is Kind.OWNER and list(constraint.columns) == [rule.owner]


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
