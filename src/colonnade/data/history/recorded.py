"""What the entries of a table hold: its columns without secrets, the row's key, and whose the row is."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Uuid
from sqlalchemy import types as sa_types
from sqlalchemy.engine import Dialect

from colonnade.data.history.table import NAME
from colonnade.data.isolation.marks import HISTORY, rules_of
from colonnade.data.isolation.rules import Link, Rule
from colonnade.data.models.sensitive import is_secret


@dataclass(frozen=True)
class Recorded:
    """A table with a history, in the words of one database.

    Attributes:
        table: the table.
        dialect: the database's.
    """

    table: Table
    dialect: Dialect

    @property
    def columns(self) -> list[Column[Any]]:
        """The columns whose values are kept: no secrets, and nothing that is computed from others."""
        secret = self.table.info[HISTORY]
        return [
            column
            for column in self.table.columns
            if column.computed is None and column.name not in secret and not is_secret(column.name)
        ]

    @property
    def stored(self) -> list[Column[Any]]:
        """All columns whose changes count; an entry tells of a new password without showing it."""
        return [column for column in self.table.columns if column.computed is None]

    @property
    def name(self) -> str:
        """The quoted name of the table."""
        return self.dialect.identifier_preparer.format_table(self.table)

    def quoted(self, name: str) -> str:
        """A quoted name."""
        return self.dialect.identifier_preparer.quote(name)

    def value(self, row: str, column: Column[Any]) -> str:
        """A column of a row of the trigger."""
        return f"{row}.{self.quoted(column.name)}"

    def owner(self, row: str) -> str:
        """Whose the row is, as text, or NULL; through its parents where it has no owner of its own."""
        rule = rules_of(self.table.metadata).get((self.table.schema, self.table.name))
        return self._owner(rule, row, 1) if rule is not None and rule.private else "NULL"

    def last_owner(self, key: str) -> str:
        """Whose the row was at its last entry, for a row whose parent has gone already."""
        return (
            f"(SELECT h.owner FROM {NAME} h WHERE h.table_name = {literal(self.table.name)}"
            f" AND h.row_key = {key} ORDER BY h.id DESC LIMIT 1)"
        )

    def _owner(self, rule: Rule, row: str, depth: int) -> str:
        if rule.owner is not None:
            return self._text(self.value(row, rule.owner), rule.owner)
        return self._owner_of_parent(rule.parents[0], row, depth)

    def _owner_of_parent(self, link: Link, row: str, depth: int) -> str:
        parent, name = link.parent, f"parent_{depth}"
        rule = rules_of(parent.metadata)[(parent.schema, parent.name)]
        pairs = zip(link.columns, link.referred, strict=True)
        joined = " AND ".join(
            f"{name}.{self.quoted(there)} = {row}.{self.quoted(here)}" for here, there in pairs
        )
        table = self.dialect.identifier_preparer.format_table(parent)
        return f"(SELECT {self._owner(rule, name, depth + 1)} FROM {table} {name} WHERE {joined})"

    def _text(self, value: str, column: Column[Any]) -> str:
        if self.dialect.name == "postgresql":
            return f"CAST({value} AS text)"
        kind = "TEXT" if self.dialect.name == "sqlite" else "CHAR"
        text = f"CAST({value} AS {kind})"
        return f"REPLACE({text}, '-', '')" if isinstance(column.type, Uuid) else text


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def is_binary(column: Column[Any]) -> bool:
    """Whether the values are bytes, for which JSON has no word."""
    return isinstance(column.type, LargeBinary)


def is_json(column: Column[Any]) -> bool:
    """Whether the values are JSON already."""
    return isinstance(column.type, sa_types.JSON)
