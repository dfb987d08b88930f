"""Whether two types make the same column in a database."""

import re
from typing import Any

from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(),
    "mysql": mysql.dialect(),
}
SAME = {
    "postgresql": [
        (r"^FLOAT(\(\d+\))?$", "DOUBLE PRECISION"),
        (r"^DECIMAL", "NUMERIC"),
        (r"^BPCHAR", "CHAR"),
        (r"^CHAR$", "CHAR(1)"),
    ],
    "mysql": [
        (r"^BOOL$", "TINYINT(1)"),
        (r"^DECIMAL", "NUMERIC"),
        (r"^NUMERIC$", "NUMERIC(10, 0)"),
        (r"^(INTEGER|BIGINT|SMALLINT)\(\d+\)(?! ZEROFILL)", r"\1"),
        (r"^DOUBLE PRECISION$", "DOUBLE"),
    ],
    "sqlite": [],
}
"""Spellings of one type: what the database's catalogue calls by one name."""


def ddl(kind: TypeEngine[Any], dialect: str) -> str | None:
    """The type as a dialect writes it, in its one spelling; None where the dialect cannot."""
    try:
        found = str(kind.compile(dialect=DIALECTS[dialect]))
    except (CompileError, NotImplementedError):
        return None
    for pattern, name in SAME[dialect]:
        found = re.sub(pattern, name, found)
    return found


def is_same(kind: TypeEngine[Any], other: TypeEngine[Any], dialect: str | None) -> bool:
    """Whether two types make the same column.

    Args:
        kind: the type that the schema has.
        other: the type that it might be written as.
        dialect: the database whose column must be the same; None for a design, which must mean the same everywhere.
    """
    names = [dialect] if dialect else list(DIALECTS)
    pairs = [(ddl(kind, name), ddl(other, name)) for name in names]
    wanted = [(one, two) for one, two in pairs if one is not None and (dialect or two is not None)]
    return bool(wanted) and all(one == two for one, two in wanted)
