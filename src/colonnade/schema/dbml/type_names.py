"""SQLAlchemy's types as DBML writes them; what `types.py` reads comes back the same."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, registry
from sqlalchemy.exc import CompileError, UnsupportedCompilationError
from sqlalchemy.types import TypeEngine

from colonnade.schema.dbml.strings import quoted_name
from colonnade.schema.dbml.types import DATABASE_STRINGS, is_type

_PLAIN = re.compile(r"\w+(\(\d+(,\d+)?\))?")
_DIALECTS = ("postgresql", "mysql", "sqlite")
# The most special classes first.
_NAMES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (postgresql.JSONB, "jsonb"),
    (mysql.TINYINT, "tinyint"),
    (mysql.MEDIUMINT, "mediumint"),
    (mysql.YEAR, "year"),
    (mysql.TINYTEXT, "tinytext"),
    (mysql.MEDIUMTEXT, "mediumtext"),
    (mysql.LONGTEXT, "longtext"),
    (postgresql.MONEY, "money"),
    (sa.BigInteger, "bigint"),
    (sa.SmallInteger, "smallint"),
    (sa.Integer, "integer"),
    (sa.Boolean, "boolean"),
    (sa.Double, "double"),
    (sa.Float, "float"),
    (sa.Date, "date"),
    (sa.Interval, "interval"),
    (postgresql.INTERVAL, "interval"),
    (sa.Uuid, "uuid"),
    (sa.JSON, "json"),
    (sa.LargeBinary, "blob"),
    (sa.Text, "text"),
)


def type_name(type_: TypeEngine[Any]) -> str:
    """The name of a type in DBML, quoted where it holds spaces."""
    if isinstance(type_, sa.ARRAY):
        return type_name(type_.item_type) + "[]" * (type_.dimensions or 1)
    if isinstance(type_, sa.Enum) and type_.name:
        schema = f"{quoted_name(type_.schema)}." if type_.schema else ""
        return schema + quoted_name(type_.name)
    if isinstance(type_, postgresql.DOMAIN):
        return type_name(type_.data_type)
    name = _variant(type_) or _portable(type_)
    if not is_type(name):
        return "text"  # such a type exists in one database only; every value of it can be text
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def _portable(type_: TypeEngine[Any]) -> str:
    own = type(type_).__name__.lower()
    if own in DATABASE_STRINGS:
        return own
    if getattr(type_, "unsigned", False) and type_._type_affinity is sa.Integer:
        return _compiled(type_).lower()
    for class_, name in _NAMES:
        if isinstance(type_, class_):
            return name
    if isinstance(type_, sa.Enum):
        return f"varchar({type_.length or 255})"
    if isinstance(type_, sa.DateTime):
        return _timestamp(type_, getattr(type_, "precision", None) or getattr(type_, "fsp", None))
    if isinstance(type_, sa.Time):
        return "timetz" if type_.timezone else "time"
    if isinstance(type_, sa.Numeric):
        return "decimal" + _arguments(type_.precision, type_.scale)
    if isinstance(type_, sa.String):
        return _string(type_)
    return _compiled(type_).lower()


def _string(type_: sa.String) -> str:
    if isinstance(type_, sa.CHAR | sa.NCHAR):
        return "char" + _arguments(type_.length)
    unicode_ = isinstance(type_, sa.Unicode | sa.NVARCHAR)
    return ("nvarchar" if unicode_ else "varchar") + _arguments(type_.length)


def _variant(type_: TypeEngine[Any]) -> str:
    """A type of one database, which stands as a variant of a portable one; else nothing."""
    variants = type_._variant_mapping
    exact = variants.get("postgresql") or variants.get("mysql")
    if exact is None:
        return ""
    if isinstance(exact, postgresql.TIMESTAMP):
        return _timestamp(exact, exact.precision)
    if isinstance(exact, postgresql.BIT):
        return ("varbit" if exact.varying else "bit") + _arguments(exact.length)
    return _portable(exact)


def _timestamp(type_: sa.DateTime, precision: int | None) -> str:
    digits = _arguments(precision)
    return f"timestamptz{digits}" if type_.timezone else f"timestamp{digits} without time zone"


def _arguments(*values: int | None) -> str:
    given = [str(value) for value in values if value is not None]
    return f"({','.join(given)})" if given else ""


def _compiled(type_: TypeEngine[Any]) -> str:
    """The type as a database writes it, its own database first."""
    home = re.match(r"sqlalchemy\.dialects\.(\w+)", type(type_).__module__)
    for dialect in (*home.groups(), *_DIALECTS) if home else _DIALECTS:
        try:
            return str(type_.compile(registry.load(dialect)()))
        except (CompileError, UnsupportedCompilationError, AttributeError):
            continue
    return type(type_).__name__
