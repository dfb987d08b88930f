"""The rows that the foreign keys of a table refer to, numbered, so that each new row can have its own."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Table

from colonnade.migrate.rehearsal.rows.samples import Sample
from colonnade.migrate.roundtrip.asked import uniques

PARENTS = 10_000
"""How many rows of another table are referred to."""

_SCATTER = 7919
"""A prime, so that neighbours refer to rows that are far apart."""


@dataclass(frozen=True)
class Parent:
    """What a foreign key of a table may refer to.

    Attributes:
        constraint: the foreign key.
        rows: a numbered list of the rows, as SQL.
        count: how many there are.
        step: by which the number of a row is divided before it is taken modulo the count.
        distinct: whether each combination with the other parents is used once.
    """

    constraint: ForeignKeyConstraint
    rows: sa.Subquery
    count: int
    step: int
    distinct: bool

    def joined(self, n: ColumnElement[int]) -> ColumnElement[bool]:
        """Which of the rows belongs to a number."""
        place = n // self.step if self.distinct else n % self.count * _SCATTER
        return self.rows.c.place == place % self.count


def parents_of(connection: Connection, table: Table, sample: Sample) -> list[Parent]:
    """The rows to refer to; nothing for a table that refers to itself, or to an empty one.

    Args:
        connection: to the database.
        table: the table that gets rows.
        sample: a row that the database takes.
    """
    found: list[Parent] = []
    step = 1
    constraints = table.foreign_key_constraints
    for constraint in sorted(constraints, key=lambda one: list(one.column_keys)):
        distinct = any(key & set(constraint.column_keys) for key in tight_keys(table, sample))
        rows, count = _numbered(connection, constraint, None if distinct else PARENTS)
        if count and constraint.referred_table is not table:
            found.append(Parent(constraint, rows, count, step, distinct))
            step *= count if distinct else 1
    return found


def keys_of(table: Table, sample: Sample) -> list[set[str]]:
    """The unique keys whose values are not all made by the database."""
    return [names for names in uniques(table) if names and names <= set(sample.values)]


def tight_keys(table: Table, sample: Sample) -> list[set[str]]:
    """The unique keys in which rows like the sample differ by what they refer to alone."""
    return [names for names in keys_of(table, sample) if not names & sample.unique]


def _numbered(
    connection: Connection, constraint: ForeignKeyConstraint, limit: int | None
) -> tuple[sa.Subquery, int]:
    """The rows that a foreign key may refer to, numbered from 0, and how many there are."""
    referred = [element.column for element in constraint.elements]
    # References by different keys of one table are to the same row.
    order = list(constraint.referred_table.primary_key) or referred
    place = (sa.func.row_number().over(order_by=order) - 1).label("place")
    keys = [column.label(f"key_{number}") for number, column in enumerate(referred)]
    name = "parent_" + "_".join(column.name for column in constraint.columns)
    filled = sa.and_(*(column.is_not(None) for column in referred))
    chosen = sa.select(*keys, place).where(filled).limit(limit).subquery(name)
    return chosen, connection.scalar(sa.select(sa.func.count()).select_from(chosen)) or 0
