"""Columns of one table that get successors at the same time: a key, and what refers to it.

Together, because one index or key may name several of them, as that of a link table.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from colonnade.errors import UsageError
from colonnade.migrate.expand.catalog.dependent import Dependent
from colonnade.migrate.expand.catalog.words import Words
from colonnade.migrate.expand.column import Column
from colonnade.migrate.expand.constraints import (
    Operations,
    carried,
    made,
    ordered,
    referred,
    required,
)


@dataclass(frozen=True)
class Successors:
    """Columns of one table and those that take their places.

    Attributes:
        columns: the old ones.
        names: the names of the new ones, by those of the old.
        type: the type of the new ones, as SQL.
        key: the old key, to which they refer or which is one of them.
        new: the name of the new key.
    """

    columns: tuple[Column, ...]
    names: dict[str, str]
    type: str
    key: Column
    new: str

    @property
    def first(self) -> Column:
        """One of the columns, for what all have in common."""
        return self.columns[0]

    @property
    def has_key(self) -> bool:
        """Whether the old key is one of them."""
        return self.first.quoted_table == self.key.quoted_table

    @property
    def dependents(self) -> list[Dependent]:
        """What stands on the old columns."""
        return ordered({one for column in self.columns for one in column.dependents})

    @property
    def primary_key(self) -> Dependent | None:
        """The primary key of the table, where one of the columns is in it."""
        return next((one for one in self.dependents if one.kind == "primary key"), None)

    def twins(self, dependents: Iterable[Dependent]) -> list[Dependent]:
        """What stands on the old columns, said of the new ones.

        Args:
            dependents: those of the old columns.
        """
        quoted = {old: self.first.quote(new) for old, new in self.names.items()}
        words = {old: Words((name,), name) for old, name in quoted.items()}
        return [self._aimed(one) for one in carried(self.first, words, dependents)]

    @property
    def own_key(self) -> list[Dependent]:
        """The index that the new key will be, of the table of the key: rows are found by it from the first phase on."""
        return self.twins([self.primary_key]) if self.has_key and self.primary_key else []

    def enforced(self, but: Sequence[Dependent] = ()) -> Operations:
        """What the new columns have of the old ones, and NOT NULL; but for the key itself, which knows its default.

        Args:
            but: what they have already.
        """
        rest = [one for one in self.twins(self.dependents) if one not in but]
        up, down = made(self.first, rest)
        for column in self.columns:
            if not column.column.nullable and column.name != self._key_name:
                needed, free = required(column, self.names[column.name], self.type)
                up, down = up + needed, free + down
        return up, down

    @property
    def _key_name(self) -> str:
        return self.key.name if self.has_key else ""

    def _aimed(self, one: Dependent) -> Dependent:
        """A foreign key that refers to the new key where it referred to the old one."""
        if one.kind != "foreign key" or referred(one) != self._referred:
            return one
        here, refers, there = one.sql.partition(" REFERENCES ")
        aimed = re.sub(r"\([^)]*\)", lambda _: f"({self.key.quote(self.new)})", there, count=1)
        old = [f"({self.key.name})", f"(`{self.key.name}`)", f'("{self.key.name}")']
        return replace(one, sql=f"{here}{refers}{aimed}") if any(o in there for o in old) else one

    @property
    def _referred(self) -> str:
        """The old key's table in the words of a foreign key; MariaDB puts every name in backticks."""
        if self.key.is_postgresql:
            return self.key.quoted_table
        names = [self.key.table.schema, self.key.table.name]
        return ".".join(f"`{name}`" for name in names if name)


def by_table(
    key: Column,
    referring: Iterable[Column],
    names: dict[tuple[str, str], str],
    type_: str,
    new: str,
) -> list[Successors]:
    """The successors of a key and of what refers to it, the table of the key first.

    Args:
        key: the old key.
        referring: the columns that refer to it.
        names: the names of the new columns, by table and name of the old one.
        type_: their type.
        new: the name of the new key.
    """
    columns = sorted(
        (key, *referring), key=lambda one: (one.quoted_table != key.quoted_table, one.quoted_table)
    )
    found = []
    for table, group in groupby(columns, lambda one: one.quoted_table):
        mine = tuple(group)
        said = {one.name: names[table, one.name] for one in mine}
        found.append(Successors(mine, said, type_, key, new))
    return found


def refuse_numbered(column: Column) -> None:
    """Refuse a column of which something asks what a number has: a UUID does not meet it.

    Raises:
        UsageError: a check or a policy names it.
    """
    asked = [one.said for one in column.dependents if one.kind == "check"]
    asked += [
        f"policy {one.name}" for one in column.protected.policies if column.name in one.columns
    ]
    if asked or column.said.check:
        raise UsageError(
            f"{column.table.name}.{column.name} has {', '.join(asked) or 'a check'}, which a UUID does not meet.",
            "Drop it first, and make one for the new column after the third phase.",
        )
