"""Made-up values for a column: what is common, and what lies at the edges.

`n` is a number that no two rows share, so most values differ from row to row. The database decides which ones it takes.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

LONG = 300
"""How long a text may be whose column has no limit: longer than what most limits allow."""

_BITS = {sa.SmallInteger: 15, sa.BigInteger: 63, mysql.TINYINT: 7, mysql.MEDIUMINT: 23}
_BINARY = (
    *(sa.LargeBinary, sa.BINARY, sa.VARBINARY),
    *(mysql.TINYBLOB, mysql.MEDIUMBLOB, mysql.LONGBLOB),
)
_PATTERNS = ("a", "A1", "aa", "2024-01-01", "user@example.com", "+4412345678", "https://a.b/c", "")


def values_of(column: Column[Any], n: int) -> list[Any]:
    """A common value, then the edges: the largest, the smallest, the empty one; nothing for an unknown type.

    Args:
        column: of a live database.
        n: the number of the row.
    """
    kind: Any = column.type
    if isinstance(kind, postgresql.DOMAIN):
        kind = kind.data_type
    for types, make in _MAKERS:
        if isinstance(kind, types):
            return make(kind, n)
    return []


def values_said(column: Column[Any], condition: str) -> list[Any]:
    """The values that a check speaks of, and those beside them."""
    texts = [text.replace("''", "'") for text in re.findall(r"'((?:[^']|'')*)'", condition)]
    numbers = [Decimal(found) for found in re.findall(r"(?<![\w.'])-?\d+(?:\.\d+)?", condition)]
    near = [number + step for number in numbers for step in (0, 1, -1)]
    kind: Any = column.type
    if isinstance(kind, sa.Integer):
        return [int(number) for number in near]
    if isinstance(kind, sa.Numeric):
        return [float(number) if isinstance(kind, sa.Float) else number for number in near]
    if isinstance(kind, sa.String):
        sized = ["x" * int(number) for number in near if 0 < number <= LONG]
        return [*texts, *_PATTERNS, *sized]
    return []


def _texts(kind: Any, n: int) -> list[Any]:
    limit = kind.length if isinstance(kind.length, int) else LONG
    if isinstance(kind, postgresql.CITEXT):
        limit = LONG
    number = str(n)
    common = f"text {n}" if limit > len(number) + 4 else number[-limit:].rjust(limit, "a")
    return [common, (number + "é" * limit)[:limit], "", number[-limit:]]


def _integers(kind: Any, n: int) -> list[Any]:
    bits = next((bits for types, bits in _BITS.items() if isinstance(kind, types)), 31)
    top = 2**bits - 1
    if getattr(kind, "unsigned", False):
        return [n % top, 2 * top + 1 - n % 50, 0]
    return [n % top, top - n % 50, -top - 1 + n % 50, 0]


def _decimals(kind: Any, n: int) -> list[Any]:
    scale = kind.scale or 0
    whole = 10 ** ((kind.precision or 9) - scale)
    step = Decimal(1).scaleb(-scale)
    top = Decimal(whole) - step
    return [Decimal(n % whole) + (step if whole > 1 else 0), top - n % 7 * step, n % 7 * step - top]


def _enums(kind: Any, n: int) -> list[Any]:
    turn = n % len(kind.enums)
    return [*kind.enums[turn:], *kind.enums[:turn]]


def _moments(kind: Any, n: int) -> list[Any]:
    zone = UTC if getattr(kind, "timezone", False) else None
    days = [datetime(2024, 2, 29, 12, 30, tzinfo=zone) + timedelta(minutes=n)]
    days += [datetime(2037, 12, 31, 23, 59, 59, tzinfo=zone) - timedelta(days=n % 300)]
    return [*days, datetime(1971, 1, 1, tzinfo=zone) + timedelta(seconds=n)]


def _dates(kind: Any, n: int) -> list[Any]:
    days = timedelta(days=n % 3000)
    return [date(2024, 2, 29) + days, date(9999, 12, 31) - days, date(1900, 1, 1) + days]


def _bytes(kind: Any, n: int) -> list[Any]:
    limit = kind.length or 256
    number = n.to_bytes(8, "little")[:limit]
    return [number, number.ljust(limit, b"\xff"), b""]


def _arrays(kind: Any, n: int) -> list[Any]:
    inner = values_of(sa.Column("item", kind.item_type), n)
    return [inner[:1], inner[:3], []]


def _ranges(kind: Any, n: int) -> list[Any]:
    return [postgresql.Range(empty=True)]


def _sets(kind: Any, n: int) -> list[Any]:
    return [{kind.values[0]}, set(kind.values), set()]


_MAKERS: list[tuple[Any, Callable[[Any, int], list[Any]]]] = [
    (sa.Enum, _enums),
    (mysql.SET, _sets),
    (mysql.YEAR, lambda kind, n: [2000 + n % 100, 2155, 1901]),
    (sa.Boolean, lambda kind, n: [n % 2 == 0, True, False]),
    (mysql.BIT, lambda kind, n: [b"\x01", b"\x00"]),
    (postgresql.BIT, lambda kind, n: ["1" * (kind.length or 1), "0" * (kind.length or 1)]),
    (sa.Integer, _integers),
    (sa.Float, lambda kind, n: [n + 0.5, 1e9 + n + 0.125, -0.001, 0.0]),
    (sa.Numeric, _decimals),
    ((postgresql.JSON, sa.JSON), lambda kind, n: [{"n": n, "é": [None]}, [], {}]),
    (sa.DateTime, _moments),
    (sa.Date, _dates),
    (sa.Time, lambda kind, n: [time(n % 24, n % 60), time(23, 59, 59), time(0)]),
    (sa.Interval, lambda kind, n: [timedelta(minutes=n), timedelta(days=400), timedelta(0)]),
    (postgresql.INTERVAL, lambda kind, n: [timedelta(minutes=n), timedelta(0)]),
    (sa.Uuid, lambda kind, n: [UUID(int=n), UUID(int=2**128 - 1 - n)]),
    (postgresql.INET, lambda kind, n: [f"192.0.{n // 256 % 256}.{n % 256}", "::1"]),
    (postgresql.CIDR, lambda kind, n: [f"192.{n // 256 % 256}.{n % 256}.0/24"]),
    (postgresql.MACADDR, lambda kind, n: [f"08:00:2b:00:{n // 256 % 256:02x}:{n % 256:02x}"]),
    (postgresql.TSVECTOR, lambda kind, n: [f"word{n}"]),
    (postgresql.HSTORE, lambda kind, n: [{"n": str(n)}, {}]),
    (postgresql.ranges.AbstractRange, _ranges),
    (sa.ARRAY, _arrays),
    (_BINARY, _bytes),
    (sa.String, _texts),
]


def enum_size(kind: TypeEngine[Any]) -> int:
    """How many rows show all members of an enum."""
    return len(kind.enums) if isinstance(kind, sa.Enum) else 0
