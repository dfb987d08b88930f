"""One thing that stands on columns of a table."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["index", "unique", "primary key", "check", "exclude", "foreign key"]


@dataclass(frozen=True)
class Dependent:
    """An index, a key or a constraint of a table.

    Attributes:
        kind: what it is.
        name: its name.
        sql: its words behind the name; of an index and of a key those of the index, from its method on.
        columns: the columns that it names.
        unique: of an index, whether it is a unique one.
        more: of a unique constraint, whether it can be deferred; of an index of MariaDB, which kind it is.
    """

    kind: Kind
    name: str
    sql: str
    columns: frozenset[str]
    unique: bool = False
    more: str = ""

    @property
    def said(self) -> str:
        """What it is called in a message."""
        return f"{self.kind} {self.name}"
