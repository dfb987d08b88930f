"""Whether made-up values fulfil a CHECK constraint: SQLite is asked, so that no SQL is parsed here."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache

from sqlalchemy import CheckConstraint, Table

TYPES = (
    r"character varying|double precision|bit varying|"
    r"time(?:stamp)?(?:\(\d\))? with(?:out)? time zone|[\w.\"]+"
)
REWRITES = [
    (rf"::(?:{TYPES})(?:\([\d, ]+\))?(?:\[\])*", ""),
    (r"\(\((ARRAY\[.*?\])\)\)", r"(\1)"),
    (r"(?:<>|!=) ALL \(ARRAY\[(.*?)\]\)", r"NOT IN (\1)"),
    (r"= ANY \(ARRAY\[(.*?)\]\)", r"IN (\1)"),
    (r" !~~\*? ", " NOT LIKE "),
    (r" ~~\*? ", " LIKE "),
    (r" !~\*? ", " NOT REGEXP "),
    (r" ~\*? ", " REGEXP "),
]
"""PostgreSQL's own spellings in the standard's, as far as SQLite knows it."""


def checks_of(table: Table) -> list[CheckConstraint]:
    """The checks that the schema states, in the order of their text; those that a type brings along are not among them."""
    found = [
        constraint
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and not getattr(constraint, "_type_bound", False)
    ]
    return sorted(found, key=expression_of)


def expression_of(check: CheckConstraint) -> str:
    """The condition as SQL."""
    return str(check.sqltext.compile(compile_kwargs={"literal_binds": True}))


def columns_of(check: CheckConstraint, table: Table) -> list[str]:
    """The names of the columns that the condition speaks of."""
    expression = re.sub(r"'(?:[^']|'')*'", "", expression_of(check))
    return [
        column.name
        for column in table.columns
        if re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", expression, re.IGNORECASE)
    ]


def literals_of(check: CheckConstraint) -> tuple[list[str], list[str]]:
    """The numbers and the texts that stand in the condition."""
    expression = _standard(expression_of(check))
    texts = [text.replace("''", "'") for text in re.findall(r"'((?:[^']|'')*)'", expression)]
    bare = re.sub(r"'(?:[^']|'')*'", "", expression)
    return re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", bare), texts


def holds(check: CheckConstraint, values: Mapping[str, object]) -> bool | None:
    """Whether a row with these values fulfils the condition; None when SQLite cannot tell.

    A condition that comes out as NULL is fulfilled, as in every database.
    """
    names = ", ".join(f'? AS "{name}"' for name in values)
    question = f"SELECT {_standard(expression_of(check))} FROM (SELECT {names})"
    try:
        answer = _sqlite().execute(question, [_plain(value) for value in values.values()])
        result = answer.fetchone()[0]
    except (sqlite3.Error, sqlite3.Warning):
        return None
    return result is None or bool(result)


def _standard(expression: str) -> str:
    for pattern, replacement in REWRITES:
        expression = re.sub(pattern, replacement, expression, flags=re.IGNORECASE)
    return expression


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return value.replace(tzinfo=None).isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value)
        case bool() | int() | float() | str() | bytes() | None:
            return value
    return str(value)


@cache
def _sqlite() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.create_function("regexp", 2, _matches)
    connection.create_function("regexp_like", 2, lambda text, pattern: _matches(pattern, text))
    connection.create_function("btrim", 1, lambda text: text and text.strip())
    connection.create_function("now", 0, lambda: str(datetime.now(UTC).replace(tzinfo=None)))
    connection.create_function("num_nonnulls", -1, lambda *values: _count(values))
    connection.create_function("num_nulls", -1, lambda *values: len(values) - _count(values))
    for name in ("char_length", "character_length"):
        connection.create_function(name, 1, lambda text: None if text is None else len(text))
    return connection


def _matches(pattern: str | None, text: str | None) -> bool | None:
    if pattern is None or text is None:
        return None
    return re.search(pattern, text) is not None


def _count(values: Iterable[object]) -> int:
    return sum(value is not None for value in values)
