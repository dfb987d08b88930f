"""DBML's type names to SQLAlchemy's types.

DBML leaves types to the databases, so the names are those of PostgreSQL, MySQL and SQLite. A name that means the
same everywhere gives a portable type; a type of one database gets a stand-in for the others as a variant, where
one exists.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

Arguments = tuple[str, ...]
Type = TypeEngine[Any]
_MYSQL = ("mysql", "mariadb")
_OTHERS = ("sqlite", *_MYSQL)


class BadArguments(ValueError):
    """The arguments in parentheses do not fit the type; says which ones do."""


def named_type(name: str, arguments: Arguments) -> Type | None:
    """The type of a name such as `varchar`, in any case, or None when there is no such type.

    Raises:
        BadArguments: the type does not take these arguments.
    """
    name, inner = _split(name)
    make = _TYPES.get(name)
    if make is None:
        return None
    try:
        return make(*_numbers(inner or arguments))
    except (TypeError, ValueError):
        given = ", ".join(inner or arguments)
        raise BadArguments(f"`{name}` does not take ({given})") from None


def array_of(item: Type, dimensions: int) -> Type:
    """An array of a type: ARRAY on PostgreSQL, JSON on the other databases."""
    array = sa.ARRAY(item, dimensions=dimensions if dimensions > 1 else None)
    return array.with_variant(sa.JSON(), *_OTHERS)


def is_serial(name: str) -> bool:
    """Whether a type name numbers its rows by itself."""
    return name.lower() in _SERIALS


def is_type(name: str) -> bool:
    """Whether a name, with or without arguments, is that of a type."""
    return _split(name)[0] in _TYPES


def type_names() -> list[str]:
    """Every type name, for suggestions."""
    return list(_TYPES)


def _split(name: str) -> tuple[str, Arguments]:
    """A quoted type may hold its arguments: `"bigint(20) unsigned"`, `"character varying(20)"`."""
    name = re.sub(r"\s+", " ", name.strip().lower())
    match = re.fullmatch(r"([^()]+?) ?\(([^()]*)\) ?([^()]*)", name)
    if match is None:
        return name, ()
    arguments = tuple(argument.strip() for argument in match[2].split(","))
    return f"{match[1]} {match[3]}".strip(), arguments


def _numbers(arguments: Arguments) -> list[int]:
    return [int(argument) for argument in arguments if argument.lower() != "max"]


def _plain(type_: Type | type[Type]) -> Callable[..., Type]:
    """A type without arguments."""
    return lambda: type_() if isinstance(type_, type) else type_


def _width(type_: type[Type]) -> Callable[..., Type]:
    """An integer; MySQL's display width has no meaning."""
    return lambda _width=0: type_()


def _only(
    type_: type[Type] | Callable[..., Type], dialects: tuple[str, ...], else_: Type
) -> Callable[..., Type]:
    """A type of some databases, and what the others take for it."""
    return lambda *arguments: else_.with_variant(type_(*arguments), *dialects)


def _postgresql(type_: Callable[..., Type], else_: Type | None = None) -> Callable[..., Type]:
    return _only(type_, ("postgresql",), else_ or sa.String(255))


def _mysql(type_: Callable[..., Type], else_: Type) -> Callable[..., Type]:
    return _only(type_, _MYSQL, else_)


def _unsigned(type_: Any, else_: Type) -> Callable[..., Type]:
    return lambda _width=0: else_.with_variant(type_(unsigned=True), *_MYSQL)


def _aware(precision: int = 6) -> Type:
    return _with_precision(True, precision)


def _naive(precision: int = 6) -> Type:
    return _with_precision(False, precision)


def _with_precision(timezone: bool, precision: int) -> Type:
    type_ = sa.DateTime(timezone=timezone)
    if precision == 6:
        return type_
    exact = postgresql.TIMESTAMP(timezone=timezone, precision=precision)
    return type_.with_variant(exact, "postgresql").with_variant(
        mysql.DATETIME(fsp=precision), *_MYSQL
    )


def _float(bits: int = 24) -> Type:
    return sa.Float() if bits <= 24 else sa.Double()


def _tinyint(width: int = 0) -> Type:
    return sa.Boolean() if width == 1 else sa.SmallInteger().with_variant(mysql.TINYINT(), *_MYSQL)


def _money() -> Type:
    return sa.Numeric(19, 4)


def _bit(length: int = 1) -> Type:
    exact = sa.String(length).with_variant(postgresql.BIT(length), "postgresql")
    return exact.with_variant(mysql.BIT(length), *_MYSQL)


def _varying_bit(length: int | None = None) -> Type:
    return sa.String(length).with_variant(postgresql.BIT(length, varying=True), "postgresql")


_INTEGER, _BIG, _SMALL = _width(sa.Integer), _width(sa.BigInteger), _width(sa.SmallInteger)
_SERIALS = {
    "serial": _INTEGER,
    "serial4": _INTEGER,
    "bigserial": _BIG,
    "serial8": _BIG,
    "smallserial": _SMALL,
    "serial2": _SMALL,
}
DATABASE_STRINGS = {  # written and read as text by the other databases
    name: _postgresql(getattr(postgresql, name.upper()))
    for name in [
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "tsvector",
        "tsquery",
        "citext",
        "hstore",
        "oid",
        "regclass",
        "int4range",
        "int8range",
        "numrange",
        "daterange",
        "tsrange",
        "tstzrange",
        "int4multirange",
        "int8multirange",
        "nummultirange",
        "datemultirange",
        "tsmultirange",
        "tstzmultirange",
    ]
}
_TYPES: Mapping[str, Callable[..., Type]] = {
    **_SERIALS,
    **DATABASE_STRINGS,
    **dict.fromkeys(("int", "integer", "int4", "signed"), _INTEGER),
    **dict.fromkeys(("bigint", "int8"), _BIG),
    **dict.fromkeys(("smallint", "int2"), _SMALL),
    "mediumint": _mysql(lambda _width=0: mysql.MEDIUMINT(), sa.Integer()),
    "tinyint": _tinyint,
    "tinyint unsigned": _unsigned(mysql.TINYINT, sa.SmallInteger()),
    "smallint unsigned": _unsigned(mysql.SMALLINT, sa.Integer()),
    "mediumint unsigned": _unsigned(mysql.MEDIUMINT, sa.Integer()),
    **dict.fromkeys(
        ("int unsigned", "integer unsigned"), _unsigned(mysql.INTEGER, sa.BigInteger())
    ),
    "bigint unsigned": _unsigned(mysql.BIGINT, sa.BigInteger()),
    **dict.fromkeys(("varchar", "character varying", "string"), sa.String),
    **dict.fromkeys(("nvarchar", "varchar2", "nvarchar2"), sa.Unicode),
    **dict.fromkeys(("char", "character", "bpchar", "nchar"), lambda length=1: sa.CHAR(length)),
    **dict.fromkeys(("text", "clob", "ntext"), sa.Text),
    "tinytext": _mysql(mysql.TINYTEXT, sa.Text()),
    "mediumtext": _mysql(mysql.MEDIUMTEXT, sa.Text()),
    "longtext": _mysql(mysql.LONGTEXT, sa.Text()),
    **dict.fromkeys(("bool", "boolean"), _plain(sa.Boolean)),
    **dict.fromkeys(("decimal", "numeric", "dec", "number"), sa.Numeric),
    **dict.fromkeys(("money", "smallmoney"), _money),
    **dict.fromkeys(("float", "real", "float4"), _float),
    **dict.fromkeys(("double", "double precision", "float8"), _plain(sa.Double)),
    "date": _plain(sa.Date),
    **dict.fromkeys(("time", "time without time zone"), lambda _precision=6: sa.Time()),
    **dict.fromkeys(("timetz", "time with time zone"), lambda _precision=6: sa.Time(timezone=True)),
    **dict.fromkeys(
        ("timestamp", "datetime", "datetime2", "timestamptz", "datetimeoffset"), _aware
    ),
    "timestamp with time zone": _aware,
    **dict.fromkeys(("timestamp without time zone", "datetime without time zone"), _naive),
    "interval": _plain(sa.Interval),
    **dict.fromkeys(("uuid", "guid", "uniqueidentifier"), _plain(sa.Uuid)),
    "json": _plain(sa.JSON),
    "jsonb": lambda: sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
    **dict.fromkeys(
        ("bytea", "blob", "binary", "varbinary", "tinyblob", "mediumblob", "longblob", "image"),
        sa.LargeBinary,
    ),
    "bit": _bit,
    **dict.fromkeys(("varbit", "bit varying"), _varying_bit),
    "xml": _plain(sa.Text),
    "year": _mysql(lambda _width=4: mysql.YEAR(), sa.SmallInteger()),
}
