"""Foreign keys: a row may point at rows that its owner can see, and at no others.

The rule here: a database checks that the other row exists, never whose it is (row security does not look either). So
the values that a statement writes into a foreign key are looked up in the scope before the statement runs, and a value
that SQL computes is accepted only when it comes from a column that already holds such keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select, tuple_
from sqlalchemy.sql.elements import Case, Grouping, Label, Null
from sqlalchemy.sql.selectable import CompoundSelect, ScalarSelect, Select, SelectStatementGrouping

from colonnade.data.isolation.rules import Link
from colonnade.errors import OutOfScope

_AT_ONCE = 500


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
        wanted = _values(rows, write.names) - _values(rows, write.fresh)
        ordered = list(wanted)
        for start in range(0, len(ordered), _AT_ONCE):
            if not _all_visible(connection, write.link, ordered[start : start + _AT_ONCE]):
                refuse_link(write.table, write.link)


def refuse_link(table: str, link: Link, reason: str = "") -> None:
    """Raise the error for a foreign key.

    Raises:
        OutOfScope: always.
    """
    columns = ", ".join(link.columns)
    raise OutOfScope(
        f"Table {table!r}: {columns} points at no row of {link.parent.name!r} that this session's owner can see."
        if not reason
        else f"Table {table!r}: {columns} {reason}.",
        "Point it at a row of the same owner, read in this session.",
    )


def is_visible(value: Any, link: Link, position: int) -> bool:
    """Whether an SQL expression yields only keys that the scope can see.

    It does when it is read from the referred column, or from a column with the same foreign key.
    """
    if isinstance(value, Label | Grouping):
        return is_visible(value.element, link, position)
    if isinstance(value, Case):
        results = [result for _, result in value.whens]
        results += [] if value.else_ is None else [value.else_]
        return all(is_visible(result, link, position) for result in results)
    if isinstance(value, ScalarSelect):
        return all(is_visible(c, link, position) for c in selected(value.element, 0))
    columns = getattr(value, "base_columns", ())
    return isinstance(value, Null) or (
        bool(columns) and all(_holds_keys(c, link, position) for c in columns)
    )


def selected(statement: Any, position: int) -> list[Any]:
    """What stands at a position of a SELECT, in each of its parts when it is a union."""
    if isinstance(statement, SelectStatementGrouping):
        return selected(statement.element, position)
    if isinstance(statement, CompoundSelect):
        return [column for part in statement.selects for column in selected(part, position)]
    columns: list[Any] = []
    if isinstance(statement, Select):
        columns = list(statement.selected_columns)
    return columns[position : position + 1] or [None]


def _holds_keys(column: Any, link: Link, position: int) -> bool:
    if not isinstance(column, Column) or not isinstance(column.table, Table):
        return False
    goals = {(column.table.schema, column.table.name, column.name)}
    goals |= {
        (key.column.table.schema, key.column.table.name, key.column.name)
        for key in column.foreign_keys
    }
    return (link.parent.schema, link.parent.name, link.referred[position]) in goals


def _values(rows: list[Mapping[str, Any]], names: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """The values of some parameters; a key with a NULL in it points nowhere."""
    found = {tuple(row.get(name) for name in names) for row in rows} if names else set()
    return {values for values in found if None not in values}


def _all_visible(connection: Connection, link: Link, values: list[tuple[Any, ...]]) -> bool:
    columns = [link.parent.c[key] for key in _keys(link)]
    if len(columns) == 1:
        criterion = columns[0].in_([value for (value,) in values])
    else:
        criterion = tuple_(*columns).in_(values)
    statement = select(func.count()).select_from(link.parent).where(criterion)
    return connection.execute(statement).scalar_one() == len(values)


def _keys(link: Link) -> list[str]:
    names = {column.name: column.key for column in link.parent.columns}
    return [names[name] for name in link.referred]
