"""The source of a SQLAlchemy type that is spelt out."""

import re
from typing import Any

from sqlalchemy import types as sqltypes
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from colonnade.design.models.code import call, text
from colonnade.design.models.ddl import DIALECTS

MODULES = ("postgresql", "mysql", "sqlite")


def spelled(kind: TypeEngine[Any]) -> str:
    """The type as source, as `sa.NVARCHAR(160)` or `postgresql.JSONB()`."""
    if isinstance(kind, postgresql.DOMAIN):
        return _domain(kind)
    if isinstance(kind, postgresql.ENUM):
        names = [text(value) for value in kind.enums]
        schema = text(kind.schema) if kind.schema else None
        return call("postgresql.ENUM", *names, name=text(str(kind.name)), schema=schema)
    if isinstance(kind, sqltypes.ARRAY):
        dimensions = str(kind.dimensions) if kind.dimensions and kind.dimensions > 1 else None
        return call("postgresql.ARRAY", spelled(kind.item_type), dimensions=dimensions)
    if isinstance(kind, sqltypes.JSON):
        return call(f"{_module(kind)}{type(kind).__name__}")
    return f"{_module(kind)}{_short(repr(kind))}"


def is_known(kind: TypeEngine[Any]) -> bool:
    """Whether the type is one of SQLAlchemy's, so that its name can be written."""
    return type(kind).__module__.startswith("sqlalchemy.")


def _short(representation: str) -> str:
    """`NVARCHAR(length=160)` as `NVARCHAR(160)`."""
    found = re.sub(r"^(\w+)\(length=(\d+)\)$", r"\1(\2)", representation)
    found = re.sub(r"\(precision=(\d+), scale=(\d+)\)$", r"(\1, \2)", found)
    return found.replace("'", '"')


def _module(kind: TypeEngine[Any]) -> str:
    """Where the type is imported from, with the dot."""
    name = type(kind).__module__
    found = next((part for part in MODULES if f"dialects.{part}" in name), None)
    return f"{found}." if found else "sa."


def _domain(kind: postgresql.DOMAIN) -> str:
    return call(
        "Domain",
        text(str(kind.name)),
        spelled(kind.data_type),
        schema=text(kind.schema) if kind.schema else None,
        collation=text(kind.collation) if kind.collation else None,
        not_null="True" if kind.not_null else None,
        constraint_name=text(str(kind.constraint_name)) if kind.constraint_name else None,
        default=_clause(kind.default),
        check=_clause(kind.check),
    )


def _clause(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, ClauseElement):
        value = str(value.compile(dialect=DIALECTS["postgresql"]))
    return call("sa.text", text(value))
