"""Which values make a valid row of each table, found out before a line of the tests is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import CheckConstraint, Column, MetaData, Sequence, Table

from colonnade.design.tests.choices import choices_of, is_unique
from colonnade.design.tests.solver import Solver
from colonnade.schema.relations import Relation, relations_of


@dataclass
class Row:
    """A valid row of a table.

    Attributes:
        table: the table.
        parents: the rows it must refer to, the widest foreign key first.
        values: sources of its other values, by column.
        refused: a value that breaks a check, by the check; column and source.
        other: a column that a test may change, and the source of another value for it.
    """

    table: Table
    parents: list[Relation] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    refused: dict[CheckConstraint, tuple[str, str]] = field(default_factory=dict)
    other: tuple[str, str] | None = None

    @cached_property
    def given(self) -> set[str]:
        """The columns that have a value when the row is made."""
        return {*self.values, *(c.name for parent in self.parents for c in parent.columns)}


def rows_of(metadata: MetaData, changeable: Mapping[str, set[str]]) -> dict[str, Row]:
    """A valid row for each table that can have one by itself, by `Table.key`; parents come before their children.

    Left out are tables without a key, tables with a required column of an unknown type or with a check that nobody
    but the database understands, and tables whose rows need each other to exist.

    Args:
        metadata: the tables.
        changeable: the columns that a client may change, by `Table.key`.
    """
    tables = sorted(metadata.tables.values(), key=lambda table: table.key)
    referred = {key.target_fullname for table in tables for key in table.foreign_keys}
    waiting = {
        table.key: row
        for table in tables
        if table.primary_key.columns
        and (row := _row_of(table, referred, changeable.get(table.key, set()))) is not None
    }
    found: dict[str, Row] = {}
    while ready := [
        key
        for key, row in waiting.items()
        if all(parent.parent.key in found for parent in row.parents)
    ]:
        found |= {key: waiting.pop(key) for key in ready}
    return found


def _row_of(table: Table, referred: set[str], changeable: set[str]) -> Row | None:
    row = Row(table)
    row.parents = sorted(
        (one for one in relations_of(table) if not one.optional), key=lambda one: -len(one.columns)
    )
    referring = {column.name for parent in row.parents for column in parent.columns}
    filled = [
        column
        for column in table.columns
        if column.name not in referring and _is_filled(column, referred)
    ]
    choices = {column.name: choices_of(column) for column in filled}
    solver = Solver(table, choices, referring)
    solved = solver.solved() if all(choices.values()) else None
    if solved is None:
        return None
    row.values = solved
    row.refused = dict(solver.refused(solved))
    row.other = solver.other(solved, changeable)
    return row


def _is_filled(column: Column[Any], referred: set[str]) -> bool:
    """Whether a row of its own names this column: the database cannot make the value up, or it must differ."""
    counted = column.default if isinstance(column.default, Sequence) else None
    made_by_database = (column.computed, column.identity, column.server_default, counted)
    if column.table.autoincrement_column is column or any(
        one is not None for one in made_by_database
    ):
        return False
    if column.foreign_keys and column.nullable:
        return False
    is_referred_to = f"{column.table.fullname}.{column.name}" in referred
    return not column.nullable or is_unique(column) or is_referred_to
