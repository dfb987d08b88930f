"""Tables of one name in several schemas, and how a statement calls each.

The rule here: the rows of an owner stand under the bare name of their table. Where another schema has a table of that name,
a reference to the one would find the other, so there they stand under both names, as in `"sales.items"`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import TableClause
from sqlalchemy.sql.dml import UpdateBase

from colonnade.data.isolation.rules import Key


def repeated(keys: Iterable[Key]) -> set[str]:
    """The names, in small letters, that tables of several schemas have."""
    seen: set[str] = set()
    found: set[str] = set()
    for name in (name.casefold() for _, name in set(keys)):
        found |= {name} & seen
        seen.add(name)
    return found


def is_written(table: TableClause, stack: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a reference to a table is one to the target of an UPDATE, DELETE or INSERT, which has its own name.

    Args:
        table: what is referred to.
        stack: the statements around the reference, the innermost last, as the compiler describes them.
    """
    for entry in reversed(stack):
        statement = entry["selectable"]
        if isinstance(statement, UpdateBase) and _is_same(statement.table, table):
            return True
        if any(_is_same(source, table) for source in entry["asfrom_froms"]):
            return False
    return False


def _is_same(source: Any, table: TableClause) -> bool:
    named = isinstance(source, TableClause) and source.name == table.name
    return named and getattr(source, "schema", None) == getattr(table, "schema", None)
