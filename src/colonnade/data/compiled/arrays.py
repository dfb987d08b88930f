"""Many rows in one INSERT of PostgreSQL, with an array for each column instead of a parameter for each value.

The rule here: the text is what SQLAlchemy compiles for one row, but for its VALUES, so that the owner's stamp, the criteria
of a conflict and the defaults of columns are those of `PreparedWrite`. A text with a parameter for each value takes
driver and server longer than the rows themselves.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.compiled.bracket import in_transaction
from colonnade.data.compiled.choice import is_open
from colonnade.data.compiled.prepared_write import PreparedWrite
from colonnade.data.models.mapped import mapper_of
from colonnade.data.sessions.session import may_write

ENOUGH = 50
"""From so many rows on it is worth to compile the statement anew."""

_ROWS = "rows"
_MARK = r'(?:%\((\w+)\)s|\$(\d+))(?:::(["A-Za-z_][\w ."]*(?:\([\d, ]+\))?))?'
"""A parameter of psycopg or asyncpg, and the type that SQLAlchemy says."""

_ONE_ROW = re.compile(
    rf"(INSERT INTO .+?) VALUES \(({_MARK}(?:, {_MARK})*)\)( ON CONFLICT .+)", re.S
)
_UNSAID = (sa.Boolean, sa.Enum, sa.Float, sa.Numeric)
"""The types whose values SQLAlchemy may send without saying their type."""

_ZONED = (datetime, time)
_PLAIN = frozenset(
    {bool, bytes, date, Decimal, float, int, str, timedelta, UUID}
    | {(kind, zoned) for kind in _ZONED for zoned in (True, False)}
)
"""What all drivers know within arrays; a moment with a time zone is of another kind than a moment without."""


def changed(
    session: Session, model: type[SQLModel], statement: Any, rows: Sequence[Mapping[str, Any]]
) -> int | None:
    """How many rows an upsert of PostgreSQL has written; None where SQLAlchemy has to send it.

    Args:
        session: the session.
        model: the table's class.
        statement: the INSERT, of which the values come with the execution.
        rows: values by the keys of the columns, the same keys in each.
    """
    if len(rows) < ENOUGH or not is_open(session) or not _are_plain(rows):
        return None
    may_write(session)
    reader = in_transaction(session, mapper_of(model))
    prepared = PreparedArrays(statement, reader.dialect, rows[0])
    return reader.changed(prepared, {_ROWS: rows}) if reader.passes(prepared) else None


class PreparedArrays(PreparedWrite):
    """A compiled INSERT of PostgreSQL for any number of rows.

    Args:
        statement: the INSERT with ON CONFLICT, of one row.
        dialect: of the engine that will run it.
        names: the columns of each row.
    """

    def __init__(self, statement: Any, dialect: Dialect, names: Collection[str]) -> None:
        super().__init__(statement, dialect, names)
        self._arrays: list[str] = []
        found = _ONE_ROW.fullmatch(self.text)
        arrays = [*self._as_arrays(found[2])] if found else [None]
        self.direct = self.direct and None not in arrays
        if found and self.direct:
            listed = ", ".join(map(str, arrays))
            self.text = f"{found[1]} SELECT * FROM unnest({listed}){found.groups()[-1]}"

    def named_parameters(self, engine: Engine, values: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters by name, a list for each column; each row is stamped and gets its defaults by itself."""
        rows = [super(PreparedArrays, self).named_parameters(engine, row) for row in values[_ROWS]]
        return {**rows[0], **{name: [row[name] for row in rows] for name in self._arrays}}

    def sent(self, named: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them, from those by name."""
        made = dict(named)
        for name, process in self._bound.items():
            value = made[name]
            made[name] = [*map(process, value)] if name in self._arrays else process(value)
        return made if self._order is None else tuple(made[name] for name in self._order)

    def _as_arrays(self, values: str) -> Iterable[str | None]:
        """Each value of the row as an array of its type; None where that is not known."""
        for mark in re.finditer(_MARK, values):
            name = mark[1] or (self._order or ())[int(mark[2]) - 1]
            kind = mark[3] or self._unsaid(self.compiled.binds[name].type)
            self._arrays.append(name)
            yield f"{mark[0].partition('::')[0]}::{kind}[]" if kind else None

    def _unsaid(self, type_: Any) -> str | None:
        """The name of a type, without a length to which PostgreSQL would cut the values."""
        if not isinstance(type_, _UNSAID):
            return None
        name = self.compiled.dialect.type_compiler_instance.process(type_)
        return re.sub(r"\(\d+(, \d+)?\)$", "", name)


def _are_plain(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every column has values of one kind that may stand in an array."""
    return all(_is_plain({*map(_kind, (row[key] for row in rows))}) for key in rows[0])


def _kind(value: Any) -> Any:
    kind = type(value)
    return (kind, value.tzinfo is not None) if kind in _ZONED else kind


def _is_plain(kinds: set[Any]) -> bool:
    kinds.discard(type(None))
    one = next(iter(kinds), str)
    return len(kinds) < 2 and (one in _PLAIN or (isinstance(one, type) and issubclass(one, Enum)))
