"""What a scope may do with a table: the words for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table


class Kind(StrEnum):
    """Whose the rows of a table are."""

    OWNER = "owner"
    OWNED = "owned"
    THROUGH = "through"
    SHARED = "shared"
    SHARED_WRITABLE = "shared_writable"


PRIVATE = frozenset({Kind.OWNER, Kind.OWNED, Kind.THROUGH})
"""The kinds of tables of which a scope sees its own rows only."""


@dataclass(frozen=True)
class Link:
    """A foreign key to a table whose rows have owners: column names here and there."""

    columns: tuple[str, ...]
    parent: Table
    referred: tuple[str, ...]


@dataclass(frozen=True)
class OwnerColumn:
    """A column that holds the key of an owner.

    Attributes:
        column: the column.
        of: the table of the owners; None where no foreign key leads to one.
        link: the foreign key; None for the owners' own key.
    """

    column: Column[Any]
    of: Table | None
    link: Link | None = None


@dataclass(frozen=True)
class Rule:
    """What a scope may do with one table.

    Attributes:
        name: the table in the user's words.
        kind: whose its rows are.
        owners: the columns that hold owners' keys, for OWNER and OWNED; the owners' own key comes first.
        parents: the foreign keys that lead to the owner, for THROUGH.
        links: the foreign keys that a written row must point at visible rows with.
        several: whether the application has several tables of owners, so that a scope names its owners by model.
        by_triggers: whether triggers alone write it, as the history of rows.
    """

    name: str
    kind: Kind
    owners: tuple[OwnerColumn, ...] = ()
    parents: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    several: bool = False
    by_triggers: bool = False

    @property
    def owner(self) -> Column[Any] | None:
        """The column that holds the owner's key, the first of several."""
        return self.owners[0].column if self.owners else None

    @property
    def private(self) -> bool:
        """Whether a scope sees its own rows only."""
        return self.kind in PRIVATE


Key = tuple[str | None, str]
Rules = dict[Key, Rule]
