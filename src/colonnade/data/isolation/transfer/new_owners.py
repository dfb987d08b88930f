"""To whom rows go: one key, or keys by the tables of the owners where there are several kinds."""

from dataclasses import dataclass

from sqlalchemy import Table

from colonnade.data.isolation.marks import reaches, rule_of
from colonnade.data.isolation.rules import OwnerColumn, Rule
from colonnade.data.isolation.scope import OwnerKey, Scope


@dataclass(frozen=True)
class NewOwners:
    """Who gets the rows; the owners of other kinds stay.

    Attributes:
        named: their keys, named as those of a session are.
    """

    named: Scope

    def key(self, owner: OwnerColumn) -> OwnerKey | None:
        """The new value of a column that holds an owner; None when it stays."""
        return self.named.key(owner.of)

    def of(self, table: Table) -> OwnerKey | None:
        """The new owner that is a row of a table of owners."""
        return self.named.key(table)

    def changed(self, rule: Rule) -> list[OwnerColumn]:
        """The columns of a table that get another owner."""
        return [owner for owner in rule.owners if self.key(owner) is not None]

    def concern(self, rule: Rule) -> bool:
        """Whether the owners of a table's rows, or of the rows that they belong to, are of these kinds."""
        if rule.parents:
            return any(self.concern(rule_of(link.parent)) for link in rule.parents)
        return not rule.several or any(reaches(rule, table) for table in self.named.tables)
