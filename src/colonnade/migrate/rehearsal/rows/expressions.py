"""Values as SQL, by type: each number gives another one, as `values_of` does in Python."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement
from sqlalchemy.types import TypeEngine

Number = ColumnElement[int]
DAYS = 3000
"""How many days and how many different times there are: all databases have them."""

_TOP = 2**31
_TEXT = 12
"""How long a text must be for any number to fit behind a word."""


def expression(column: Column[Any], n: Number, dialect: str) -> ColumnElement[Any] | None:
    """The value of a column in the row of a number; None for a type that nothing is known about.

    Args:
        column: of a live database.
        n: the number of the row, as SQL.
        dialect: SQLAlchemy's name of the database.
    """
    for types, make in _MAKERS:
        if isinstance(column.type, types):
            made = make(column.type, n, dialect)
            # PostgreSQL takes no text for a UUID; the others take what looks right, and cannot cast to all types.
            return sa.cast(made, column.type) if dialect == "postgresql" else made
    return None


def capacity(kind: TypeEngine[Any]) -> int | None:
    """How many different values `expression` gives; None when there is no limit."""
    if isinstance(kind, sa.Enum):
        return len(kind.enums)
    if isinstance(kind, sa.Boolean):
        return 2
    if isinstance(kind, sa.SmallInteger):
        return 2**15
    if isinstance(kind, sa.String) and kind.length is not None and kind.length < _TEXT:
        return int(10**kind.length)
    if isinstance(kind, sa.Date):
        return DAYS
    return None


def _text(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    if kind.length is None or kind.length >= _TEXT:
        return sa.literal("text ") + sa.cast(n, sa.String(10))
    return sa.cast(_below(n, 10**kind.length), sa.String(10))


def _below(n: Number, limit: int) -> ColumnElement[Any]:
    """A number below a limit; no row has a number that needs more than 32 bits, and no server takes a limit that does."""
    return n % limit if limit < _TOP else n


def _enum(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    members = {place: sa.literal(label, sa.String) for place, label in enumerate(kind.enums)}
    return sa.case(members, value=n % len(members))


def _integer(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    return n % (2**15 if isinstance(kind, sa.SmallInteger) else 2**31 - 1)


def _decimal(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    whole = _below(n, 10 ** ((kind.precision or 9) - (kind.scale or 0)))
    return whole + Decimal(1).scaleb(-kind.scale) if kind.scale else whole


def _moment(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    if dialect == "postgresql":
        return _sql("TIMESTAMP '2024-01-01'").op("+")(sa.func.make_interval(0, 0, 0, 0, 0, n))
    if dialect == "sqlite":
        text = sa.cast(n, sa.String(10)) + sa.literal(" minutes")
        return sa.func.strftime("%Y-%m-%d %H:%M:%S.000000", "2024-01-01", text)
    return sa.func.timestampadd(sa.text("MINUTE"), n, "2024-01-01")


def _date(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    days = n % DAYS
    if dialect == "postgresql":
        return _sql("DATE '2024-01-01'").op("+")(days)
    if dialect == "sqlite":
        text = sa.cast(days, sa.String(10)) + sa.literal(" days")
        return sa.func.date("2024-01-01", text)
    return sa.func.timestampadd(sa.text("DAY"), days, "2024-01-01")


def _uuid(kind: Any, n: Number, dialect: str) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return sa.func.printf("%032x", n)
    hexadecimal = sa.func.to_hex(n) if dialect == "postgresql" else sa.func.hex(n)
    return sa.func.lpad(hexadecimal, 32, "0")


def _sql(said: str) -> ColumnElement[Any]:
    return sa.literal_column(said)


_MAKERS: list[tuple[Any, Callable[[Any, Number, str], ColumnElement[Any]]]] = [
    (sa.Enum, _enum),
    (sa.Boolean, lambda kind, n, dialect: n % 2 == 0),
    (sa.Integer, _integer),
    (sa.Float, lambda kind, n, dialect: n * 0.5),
    (sa.Numeric, _decimal),
    (sa.DateTime, _moment),
    (sa.Date, _date),
    (sa.Uuid, _uuid),
    (sa.String, _text),
]
