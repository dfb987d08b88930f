"""Which rows of its target a statement that writes may reach, and which rows of others it would take along."""

from typing import Any

from sqlalchemy import Alias, ColumnElement
from sqlalchemy.sql.elements import _truncated_label

from colonnade.data.isolation.cascades import Touched
from colonnade.data.isolation.marks import belongs_to
from colonnade.data.isolation.rules import Kind, Rule
from colonnade.data.isolation.values import GuardsValues
from colonnade.errors import OutOfScope


class OwnRows(ColumnElement[bool]):
    """The criterion by which rows of a statement's target are the owner's."""

    __visit_name__ = "own_rows"
    inherit_cache = False

    def __init__(self, rule: Rule, name: str) -> None:
        self.rule = rule
        self.name = name


class GuardsTargets(GuardsValues):
    """Knows the rows that a statement may write."""

    def visit_own_rows(self, element: OwnRows, **kw: Any) -> str:
        return self.own_rows(element.rule, element.name)

    def _writable(self, target: Any) -> tuple[Rule, str]:
        """The rule of a target, and what the statement calls it.

        Raises:
            OutOfScope: it is shared and read only, or it is not one table.
        """
        table = table_of(target)
        if not hasattr(table, "name") or not hasattr(table, "columns"):
            raise OutOfScope("A statement writes to a join.", "Write to one table at a time.")
        rule = self.rule(table)
        if rule.kind is Kind.SHARED:
            raise OutOfScope(
                f"Table {rule.name!r} is shared: everybody reads it, and no owner writes it.",
                "Write it in a session that says so, db.session(owner=EVERYONE), or derive its model from"
                " SharedWritable.",
            )
        if rule.by_triggers:
            raise OutOfScope(
                f"Table {rule.name!r} tells what happened to rows, and no owner writes it.",
                "Change the rows themselves: triggers write the entries.",
            )
        name = target.name
        if isinstance(name, _truncated_label):
            name = self._truncated_identifier("alias", name)
        return rule, self.preparer.quote(name)

    def _refuse_followers(self, rule: Rule, touched: Touched) -> None:
        """Refuse to delete or change rows where the database would do the same to rows of other owners.

        Args:
            rule: the rule of their table.
            touched: the names of the columns that change; None when they are deleted.
        """
        if rule.private and not self.named:
            return  # what points at the owner's rows is the owner's
        followers = self.classification.followers(rule, touched)
        if others := [one.name for one in followers if self._may_be_others(one, rule)]:
            what, how = ("go with", "ondelete") if touched is None else ("change with", "onupdate")
            raise OutOfScope(
                f"Rows of other owners would {what} a row of {rule.name!r}: the database deletes or changes those of"
                f" {', '.join(others)} that point at it.",
                "Write it in a session that says so, db.session(owner=EVERYONE), or declare the foreign keys with"
                f" {how}='RESTRICT'.",
            )

    def _may_be_others(self, follower: Rule, rule: Rule) -> bool:
        """Whether rows may belong to others than the session's owners, although they point at rows that it sees."""
        return not rule.private or any(
            belongs_to(follower, owner) and not belongs_to(rule, owner) for owner in self.named
        )


def table_of(target: Any) -> Any:
    """The table beneath an alias."""
    while isinstance(target, Alias):
        target = target.element
    return target
