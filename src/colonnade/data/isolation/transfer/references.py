"""The foreign keys between tables whose rows have owners."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table

from colonnade.data.isolation.marks import rules_of
from colonnade.data.isolation.owner_columns import link_of
from colonnade.data.isolation.rules import Kind, Link, Rule

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


def private_rules(metadata: MetaData) -> dict[Table, Rule]:
    """The rules of the tables whose rows have owners."""
    rules = rules_of(metadata)
    return {
        table: rule
        for table in metadata.tables.values()
        if (rule := rules.get((table.schema, table.name))) is not None and rule.private
    }


def references(rules: Mapping[Table, Rule]) -> Iterator[Reference]:
    """The foreign keys between the tables, but those that are a column of an owner."""
    for table, rule in rules.items():
        for constraint in table.foreign_key_constraints:
            parent = rules.get(constraint.referred_table)
            if parent is not None and not _names_owner(constraint, rule, parent):
                yield Reference(table, link_of(constraint), constraint)


def _names_owner(constraint: ForeignKeyConstraint, rule: Rule, parent: Rule) -> bool:
    columns = [[owner.column] for owner in rule.owners]
    return parent.kind is Kind.OWNER and list(constraint.columns) in columns
