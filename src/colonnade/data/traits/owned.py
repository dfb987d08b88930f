"""Whose rows are they? `Owner`, `Owned`, `Shared`, `SharedWritable` mark it; `data.isolation` enforces it.

The marks travel with the tables, so that Core statements carry them as well:

    Table.info["colonnade.ownership"]   "owner" | "owned" | "shared" | "shared_writable"
    Column.info["colonnade.owner"]      "key"      the primary key of an `Owner`
                                        "by"       the owner's key, stamped from the session's owner
                                        "through"  a foreign key to a parent that is itself owned

A table without a mark is unclassified.
"""

from typing import Any, ClassVar

from sqlmodel import Field

from colonnade.data.models.declaration import OWNER
from colonnade.data.models.model import Model


class Owner(Model):
    """The rows are the owners themselves, as `users`; a scope sees its own row."""

    __ownership__: ClassVar[str] = "owner"


class Owned(Model):
    """Every row belongs to an owner: by a column of its own, or through a parent row.

    Mark the column with `Owned.by` or `Owned.through`. A table may have a column for each of several tables of owners, and
    a table of owners may itself belong to another one.
    """

    __ownership__: ClassVar[str] = "owned"

    @staticmethod
    def by(owner: str, **field: Any) -> Any:
        """The column that holds the owner's key; a session that names the owner fills it, so constructors may leave it out.

        Args:
            owner: the owner's key as `"table.column"`.
            field: as for `sqlmodel.Field`.
        """
        return Field(default=None, foreign_key=owner, **_marked(field, "by"))

    @staticmethod
    def through(parent: str, **field: Any) -> Any:
        """The foreign key to the parent whose owner is this row's owner.

        Args:
            parent: the parent's key as `"table.column"`; the parent's table is owned.
            field: as for `sqlmodel.Field`.
        """
        return Field(foreign_key=parent, **_marked(field, "through"))


class Shared(Model):
    """Everybody reads the rows; they are written by `owner=EVERYONE` only."""

    __ownership__: ClassVar[str] = "shared"


class SharedWritable(Model):
    """Everybody reads and writes the rows."""

    __ownership__: ClassVar[str] = "shared_writable"


def _marked(field: dict[str, Any], mark: str) -> dict[str, Any]:
    """The field's settings with the mark in the info of its column."""
    keywords = dict(field.pop("sa_column_kwargs", {}))
    keywords["info"] = {**keywords.get("info", {}), OWNER: mark}
    return {**field, "sa_column_kwargs": keywords}
