"""Foreign keys: a row may point at rows that its owner can see, and at no others.

The rule here: a database checks that the other row exists, never whose it is (row security does not look either). So
the values that a statement writes into a foreign key are looked up in the scope before the statement runs. What SQL
computes is judged by `keys`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import Connection, func, select, tuple_

from colonnade.data.isolation.rules import Link
from colonnade.data.models.declaration import ATTRIBUTE, OWNER
from colonnade.errors import OutOfScope

_AT_ONCE = 500
_HONEST = frozenset({float, bytes, Decimal, UUID, date, datetime, time})
"""The types, besides numbers and texts, whose values are equal to equal ones only."""


@dataclass(frozen=True)
class LinkWrite:
    """A foreign key that a compiled statement writes.

    Attributes:
        table: the written table, in the user's words.
        link: the foreign key.
        names: the parameters that hold its values, in the order of its columns.
        fresh: the parameters that hold the referred columns of rows that the same statement inserts.
    """

    table: str
    link: Link
    names: tuple[str, ...]
    fresh: tuple[str, ...] = ()


def verify(connection: Connection, writes: Iterable[LinkWrite], rows: list[Any]) -> None:
    """Look up the rows that a statement's parameters point at.

    Args:
        connection: a connection with the scope of the statement.
        writes: the foreign keys that the statement writes.
        rows: its parameters, one mapping per row.

    Raises:
        OutOfScope: one of them is not there for this owner.
    """
    for write in writes:
        wanted = _wanted(rows, write)
        for start in range(0, len(wanted), _AT_ONCE):
            if not _all_visible(connection, write.link, wanted[start : start + _AT_ONCE]):
                reason = f"points at no row of {write.link.parent.name!r} that this session's owner can see"
                refuse_link(write.table, write.link, reason)


def refuse_link(table: str, link: Link, reason: str) -> NoReturn:
    """Raise the error for a foreign key.

    Raises:
        OutOfScope: always.
    """
    raise OutOfScope(
        f"Table {table!r}: {', '.join(link.columns)} {reason}.",
        "Point it at a row of the same owner, read in this session.",
        ", ".join(_fields(table, link)) or None,
    )


def _fields(table: str, link: Link) -> list[str]:
    """What the model calls the columns, the owner's left out."""
    columns = [c for c in link.parent.metadata.tables[table].c if c.name in link.columns]
    return [str(c.info.get(ATTRIBUTE, c.key)) for c in columns if c.info.get(OWNER) != "by"]


def _wanted(rows: list[Mapping[str, Any]], write: LinkWrite) -> list[tuple[Any, ...]]:
    """What rows point at, but at themselves and at those before them; a key with a NULL in it points nowhere."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    new: set[tuple[Any, ...]] = set()
    for row in rows:
        if write.fresh:
            new.add(_bare(_values(row, write.fresh)))
        values = _values(row, write.names)
        if not any(value is None for value in values) and (bare := _bare(values)) not in new:
            found[bare] = values
    return list(found.values())


def _values(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)


def _bare(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same values without what their classes say about them: one may call itself equal to every other."""
    return tuple(map(_bare_one, values))


def _bare_one(value: Any) -> Any:
    if isinstance(value, int):
        return int.__index__(value)
    if isinstance(value, str):
        return str.__str__(value)
    return value if type(value) in _HONEST else object()


def _all_visible(connection: Connection, link: Link, values: list[tuple[Any, ...]]) -> bool:
    columns = [link.parent.c[key] for key in _keys(link)]
    if len(columns) == 1:
        criterion = columns[0].in_([value for (value,) in values])
    else:
        criterion = tuple_(*columns).in_(values)
    # Distinct, as MariaDB lets foreign keys point at columns that are not unique.
    found = select(*columns).where(criterion).distinct().subquery()
    return connection.execute(select(func.count()).select_from(found)).scalar_one() == len(values)


def _keys(link: Link) -> list[str]:
    names = {column.name: column.key for column in link.parent.columns}
    return [names[name] for name in link.referred]
