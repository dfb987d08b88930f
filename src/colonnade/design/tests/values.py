"""Made-up values for a column, as Python source in terms of `n`, a number that no two rows share.

The first candidate is what a person would write; the others are there for columns that a CHECK constraint narrows.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Column
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

from colonnade.design.models.passwords import password_column
from colonnade.design.models.types import spelling_of
from colonnade.schema.info import schema_info
from colonnade.testing import letters

IMPORTS = """\
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from colonnade.testing import letters
"""
"""What the sources need; the formatter takes out what is not used."""

NAMESPACE: dict[str, Any] = {
    **{kind.__name__: kind for kind in (date, datetime, time, timedelta, Decimal, UUID)},
    "UTC": UTC,
    "letters": letters,
}

Literals = tuple[list[str], list[str]]
"""The numbers and the texts that the column's checks speak of."""


def value_of(source: str, n: int = 1) -> Any:
    """What a source gives for a number."""
    return eval(source, NAMESPACE | {"n": n})


def candidates(column: Column[Any], literals: Literals = ([], [])) -> list[str]:
    """Sources of values for the column, the most natural first; none for a type that nothing is known about."""
    kind = plain_type(column.type)
    if isinstance(kind, sa.Enum):
        return [repr(value) for value in kind.enums]
    annotation = spelling_of(column.type, schema_info(column.table.metadata).dialect).annotation
    make = MAKERS.get(annotation.partition("[")[0], _unknown)
    if annotation == "str" and not isinstance(kind, sa.String):
        make = _foreign
    if column is password_column(column.table):
        make = _password_hashes
    found = dict.fromkeys(make(column, kind, literals))
    return [source for source in found if _fits(source, kind)]


def plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that the database stores."""
    if isinstance(kind, TypeDecorator):
        return plain_type(kind.impl_instance)
    return plain_type(kind.data_type) if isinstance(kind, postgresql.DOMAIN) else kind


def _fits(source: str, kind: TypeEngine[Any]) -> bool:
    length = getattr(kind, "length", None)
    value = value_of(source)
    return not (isinstance(value, str) and isinstance(length, int)) or len(value) <= length


def _booleans(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    yield from ("False", "True")


def _integers(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    if isinstance(kind, mysql.YEAR):
        yield "2000 + n % 100"
    elif isinstance(kind, mysql.TINYINT):
        yield "n % 2" if kind.display_width == 1 else "n % 100"
    yield from ("n", "0", "1", "-1")
    for number in _numbers(literals):
        yield from (f"{number} + n", f"{number} - n", number, f"{number} + 1", f"{number} - 1")


def _decimals(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    digits = 9 if kind.precision is None else kind.precision - (kind.scale or 0)
    yield "Decimal(n)" if digits > 4 else f"Decimal(n % {10 ** max(digits, 0)})"
    yield from ("Decimal(0)", "Decimal(1)", "Decimal(-1)")
    if kind.scale:
        yield "Decimal(n) / 100"
    for number in _numbers(literals):
        yield from (f"Decimal({number!r})", f"Decimal({number!r}) + 1", f"Decimal({number!r}) - 1")


def _floats(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    yield from ("float(n)", "0.0", "1.0", "-1.0", "n / (n + 1)")
    for number in _numbers(literals):
        yield from (f"float({number})", f"{number} + 1.0", f"{number} - 1.0")


def _texts(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    label = re.sub(r"[\W_]+|(?<=[a-z])(?=[A-Z])", " ", column.name).strip().lower() or "text"
    room = kind.length if isinstance(kind.length, int) else 1000
    fixed = isinstance(kind, (sa.CHAR, sa.NCHAR))  # PostgreSQL fills it up with spaces
    if "email" in label.replace(" ", "") and room >= 20:
        yield 'f"user{n}@example.com"'
    if column.primary_key:
        label = label.replace(" ", "-")
    joint = "-" if column.primary_key else " "
    if room >= len(label) + 6 and not fixed:
        yield f'f"{label}{joint}{{n}}"'
    yield f'f"{label[0]}{{n}}"' if room > 5 and not fixed else f"letters(n, {room})"
    numbers, texts = literals
    yield from (repr(text) for text in texts)
    for size in (int(number) for number in numbers if number.isdigit() and 0 < int(number) < 500):
        yield from (
            f'f"{{n:0{size}}}"',
            f"letters(n, {size})",
            f'"x" * {size + 1}',
            f'"x" * {size - 1}',
        )
    yield from PATTERNS


PATTERNS = (
    *('""', 'f"text-{n}"', 'f"TEXT{n}"', 'f"Text{n}"', 'f"{n}"', 'f"#{n:06x}"', "letters(n, 1)"),
    *("letters(n, 2)", "letters(n, 3)", "letters(n, 2).lower()", 'f"+44{n:09}"', '"2024-01-01"'),
    *(
        'f"https://example.com/{n}"',
        'f"192.0.2.{n % 256}"',
        'f"user{n}@example.com"',
        '"zzz"',
        '"z"',
    ),
)


def _password_hashes(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    yield f'"$2b$12${"x" * 53}"'


def _moments(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    dialect = schema_info(column.table.metadata).dialect
    aware = spelling_of(column.type, dialect).annotation == "datetime"
    zone = ", tzinfo=UTC" if aware else ""
    for day in ("2024, 1, 1", "2024, 7, 1", "1990, 1, 1", "2190, 1, 1"):
        yield f"datetime({day}{zone}) + timedelta(days=n)"


def _dates(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    for day in ("2024, 1, 1", "2024, 7, 1", "1990, 1, 1", "2190, 1, 1"):
        yield f"date({day}) + timedelta(days=n)"


def _times(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    yield from ("time(n % 12, 30)", "time(12 + n % 12, 30)")


def _same(*sources: str) -> Callable[[Column[Any], Any, Literals], Iterator[str]]:
    return lambda column, kind, literals: iter(sources)


def _arrays(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    yield "[]"


def _foreign(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    """Texts that a type of one database reads."""
    yield from FOREIGN.get(type(kind).__name__, ())


def _unknown(column: Column[Any], kind: Any, literals: Literals) -> Iterator[str]:
    return iter(())


def _numbers(literals: Literals) -> list[str]:
    return literals[0]


FOREIGN = {
    "INET": ('f"192.0.2.{n % 256}"',),
    "CIDR": ('f"192.0.{n % 256}.0/24"',),
    "MACADDR": ('f"08:00:2b:00:00:{n % 256:02x}"',),
    "TSVECTOR": ('"word"',),
    "XML": ('"<a/>"',),
    "INT4RANGE": ('"[1,10)"',),
    "INT8RANGE": ('"[1,10)"',),
    "NUMRANGE": ('"[1,10)"',),
    "DATERANGE": ('"[2024-01-01,2024-02-01)"',),
}

MAKERS: dict[str, Callable[[Column[Any], Any, Literals], Iterator[str]]] = {
    "bool": _booleans,
    "int": _integers,
    "float": _floats,
    "Decimal": _decimals,
    "str": _texts,
    "datetime": _moments,
    "NaiveDatetime": _moments,
    "date": _dates,
    "time": _times,
    "timedelta": _same("timedelta(days=n)", "timedelta(0)"),
    "UUID": _same("UUID(int=n)"),
    "bytes": _same('f"{n}".encode()', 'b""'),
    "JsonValue": _same('{"number": n}'),
    "dict": _same("{}"),
    "list": _arrays,
    "set": lambda column, kind, literals: iter([f"{{{kind.values[0]!r}}}"]),
}
"""By the Python type of the attribute."""
