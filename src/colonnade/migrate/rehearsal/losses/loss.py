"""One thing that is not as it was."""

from dataclasses import dataclass
from typing import Literal

What = Literal["rows", "values", "column", "table", "write", "unlike"]
"""Rows that are gone, values that are others, a column or a table that is gone, an acknowledged write that is."""


@dataclass(frozen=True)
class Loss:
    """Something that is not as it was.

    Attributes:
        what: what kind of thing.
        name: the table, or `table.column`.
        count: how many rows or writes; 0 where nobody has counted.
    """

    what: What
    name: str
    count: int = 0

    def __str__(self) -> str:
        return _WORDS[self.what].format(name=self.name, count=f"{self.count:,}")


_WORDS = {
    "rows": "{count} rows of {name} are gone.",
    "values": "Values of {name} have changed.",
    "column": "{name} is gone with its values.",
    "table": "{name} is gone with its {count} rows.",
    "write": "{count} acknowledged writes to {name} are lost.",
    "unlike": "{count} acknowledged writes to {name} have other values now.",
}
