"""Names of tables and columns, which of them are new names of old ones, and texts as SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Dialect

from colonnade.errors import UsageError


@dataclass(frozen=True, order=True)
class Name:
    """A table.

    Attributes:
        table: its name.
        schema: its schema; None for the default one.
    """

    table: str
    schema: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table


@dataclass
class Renames:
    """What has another name now.

    Attributes:
        tables: new names by old ones.
        columns: new names of columns by old ones, for each table by its new name.
    """

    tables: dict[Name, Name] = field(default_factory=dict)
    columns: dict[Name, dict[str, str]] = field(default_factory=dict)

    def new(self, table: Name) -> Name:
        """What a table is called now."""
        return self.tables.get(table, table)

    def old(self, table: Name) -> Name:
        """What a table was called."""
        return next((old for old, new in self.tables.items() if new == table), table)


def literal(text: str, dialect: Dialect | None = None) -> str:
    """A text as SQL.

    Args:
        text: what it says.
        dialect: of the database, which may read a backslash as an escape, as MariaDB does.
    """
    if getattr(dialect, "_backslash_escapes", False):
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def pairs(renames: Iterable[str]) -> list[tuple[str, str]]:
    """The old and new names in `old=new`.

    Raises:
        UsageError: one is not of this form, or two have the same old or new name.
    """
    found = []
    for rename in renames:
        old, equals, new = (part.strip() for part in rename.partition("="))
        if not (old and equals and new):
            raise UsageError(
                f"{rename!r} is not a rename.",
                "Write --rename table.old=table.new, or --rename old=new.",
            )
        found.append((old, new))
    whole = [new if "." in new else f"{old.rpartition('.')[0]}.{new}" for old, new in found]
    for side in ([old for old, _ in found], whole):
        if len(set(side)) < len(side):
            raise UsageError("Two renames have the same old or new name.")
    return found
