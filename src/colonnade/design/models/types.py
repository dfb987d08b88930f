"""How a column's type is written: the way SQLModel has it by itself, if that makes the same column."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlalchemy.util import immutabledict
from sqlmodel import AutoString, UTCDateTime

from colonnade.design.models.code import text
from colonnade.design.models.ddl import DIALECTS, ddl, is_same
from colonnade.design.models.spelling import is_known, spelled
from colonnade.schema.types import Verbatim

MYSQL = ("mysql", "mariadb")


@dataclass(frozen=True)
class Spelling:
    """A way to write a column's type.

    Attributes:
        annotation: the Python type.
        kind: the SQLAlchemy type that comes of it.
        code: the source of `sa_type`; None when the annotation says enough.
        limits: keywords of `Field` that are part of the type, as `max_length`.
    """

    annotation: str
    kind: TypeEngine[Any]
    code: str | None = None
    limits: dict[str, str] = field(default_factory=dict)


def spelling_of(kind: TypeEngine[Any], dialect: str | None) -> Spelling:
    """The best way to write a type.

    The first spelling that makes the same column in the source's database is taken. If none does, a type that every
    database has is written, with the exact one for the source's database as its variant.

    Args:
        kind: the type, as the reader found it.
        dialect: the database that it was read from; None for a design.
    """
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if kind._variant_mapping:
        return _varied(kind, dialect)
    if isinstance(kind, Verbatim):
        return _verbatim(spelling_of(kind.plain, dialect), kind, dialect)
    candidates = list(_candidates(kind))
    for candidate in candidates:
        if is_same(kind, candidate.kind, dialect):
            return candidate
    if not candidates:
        return _foreign(kind, dialect)
    return _with_variant(kind, candidates[0], dialect)


def _varied(kind: TypeEngine[Any], dialect: str | None) -> Spelling:
    """A type that is another one on some databases."""
    variants = dict(kind._variant_mapping)
    plain = kind.copy()
    plain._variant_mapping = immutabledict()
    nearest = next(_candidates(plain), None) if dialect in variants else None
    base = nearest or spelling_of(plain, dialect)
    for name, variant in variants.items():
        known = "mysql" if name == "mariadb" else name
        if known in DIALECTS and is_same(variant, base.kind, known):
            continue
        if isinstance(variant, Verbatim):
            base = _verbatim(base, variant, name)
        else:
            code = f"{type_source(base)}.with_variant({spelled(variant)}, {text(name)})"
            base = Spelling(
                base.annotation, base.kind.with_variant(variant, name), code, base.limits
            )
    return base


def _verbatim(base: Spelling, exact: Verbatim, dialect: str | None) -> Spelling:
    """A type under the name that its database gives it."""
    if not exact.name:
        base = Spelling(
            "Any", sa.String()
        )  # SQLite keeps whatever comes in a column without a type
    source = type_source(base)
    made = f"Exact({text(exact.name)}, {source})"
    code = f"{source}.with_variant({made}, {_names(dialect or 'postgresql')})"
    return Spelling(base.annotation, base.kind, code, base.limits)


def _candidates(kind: TypeEngine[Any]) -> Iterator[Spelling]:
    """Ways to write a type, the best first."""
    match kind:
        case sa.Boolean():
            yield Spelling("bool", sa.Boolean())
        case mysql.TINYINT(display_width=1):
            yield Spelling("bool", sa.Boolean())
        case sa.Integer():
            yield from _integers(kind)
        case sa.Float():
            yield Spelling("float", sa.Float())
            yield Spelling("float", sa.Double(), "sa.Double")
            yield Spelling("float", sa.REAL(), "sa.REAL")
        case sa.Numeric():
            yield _decimal(kind)
        case mysql.SET():
            return
        case sa.String():
            yield from _strings(kind)
        case sa.Uuid():
            yield Spelling("UUID", sa.Uuid())
        case sa.JSON():
            yield Spelling("JsonValue", sa.JSON(), "sa.JSON")
        case sa.LargeBinary() | sa.BINARY() | sa.VARBINARY():
            yield Spelling("bytes", sa.LargeBinary())
        case _:
            yield from _moments(kind)


def _integers(kind: sa.Integer) -> Iterator[Spelling]:
    known = {
        "sa.Integer": Spelling("int", sa.Integer()),
        "sa.BigInteger": Spelling("int", sa.BigInteger(), "sa.BigInteger"),
        "sa.SmallInteger": Spelling("int", sa.SmallInteger(), "sa.SmallInteger"),
    }
    is_big = isinstance(kind, sa.BigInteger) or getattr(kind, "unsigned", False)
    nearest = "sa.BigInteger" if is_big else "sa.Integer"
    yield known.pop(nearest)
    yield from known.values()


def _strings(kind: sa.String) -> Iterator[Spelling]:
    limits = {"max_length": str(kind.length)} if kind.length else {}
    plain = Spelling("str", AutoString(length=kind.length), None, limits)
    if "TEXT" in type(kind).__name__.upper() and not kind.length:
        yield Spelling("str", sa.Text(), "sa.Text")
        return
    yield plain
    yield Spelling("str", sa.Text(), "sa.Text", limits)
    if kind.length and isinstance(kind, sa.CHAR):
        yield Spelling("str", sa.CHAR(kind.length), f"sa.CHAR({kind.length})", limits)


def _decimal(kind: sa.Numeric[Any]) -> Spelling:
    digits, places = kind.precision, kind.scale
    limits = {"max_digits": str(digits)} if digits is not None else {}
    if places is not None:
        limits["decimal_places"] = str(places)
    return Spelling("Decimal", sa.Numeric(digits, places), None, limits)


def _moments(kind: TypeEngine[Any]) -> Iterator[Spelling]:
    match kind:
        case sa.DateTime():
            yield Spelling("datetime", UTCDateTime())
            yield Spelling("NaiveDatetime", sa.DateTime(timezone=False))
        case sa.Date():
            yield Spelling("date", sa.Date())
        case sa.Time():
            yield Spelling("time", sa.Time())
            yield Spelling("time", sa.Time(timezone=True), "sa.Time(timezone=True)")
        case sa.Interval() | postgresql.INTERVAL():
            yield Spelling("timedelta", sa.Interval())


def _with_variant(kind: TypeEngine[Any], base: Spelling, dialect: str | None) -> Spelling:
    """A type that every database has, with the exact one where the schema was read."""
    dialect = dialect or _home(kind)
    if dialect is None or not is_known(kind):
        return base
    if isinstance(kind, sa.DateTime) and dialect == "sqlite":
        # SQLite keeps no time zone, so the values are taken as UTC, whatever the column is called.
        return _verbatim(base, Verbatim(ddl(kind, dialect) or "DATETIME"), dialect)
    if isinstance(kind, sa.DateTime) and ddl(kind, "postgresql") and not kind.timezone:
        base = Spelling("NaiveDatetime", sa.DateTime())
    code = f"{type_source(base)}.with_variant({spelled(kind)}, {_names(dialect)})"
    names = MYSQL if dialect == "mysql" else (dialect,)
    return Spelling(base.annotation, base.kind.with_variant(kind, *names), code, base.limits)


def _foreign(kind: TypeEngine[Any], dialect: str | None) -> Spelling:
    """A type that has no counterpart on other databases."""
    dialect = dialect or _home(kind)
    match kind:
        case sa.ARRAY():
            item = spelling_of(kind.item_type, dialect)
            code = f'sa.JSON().with_variant({spelled(kind)}, "postgresql")'
            annotation = item.annotation
            for _ in range(kind.dimensions or 1):
                annotation = f"list[{annotation}]"
            return Spelling(annotation, sa.JSON(), code)
        case postgresql.DOMAIN():
            base = spelling_of(kind.data_type, dialect)
            code = f'{type_source(base)}.with_variant({spelled(kind)}, "postgresql")'
            return Spelling(base.annotation, base.kind, code, base.limits)
        case postgresql.HSTORE():
            code = 'sa.JSON().with_variant(postgresql.HSTORE(), "postgresql")'
            return Spelling("dict[str, str | None]", sa.JSON(), code)
        case mysql.SET():
            code = f"sa.JSON().with_variant({spelled(kind)}, {_names('mysql')})"
            return Spelling("set[str]", sa.JSON(), code)
        case mysql.YEAR():
            code = f"sa.SmallInteger().with_variant({spelled(kind)}, {_names('mysql')})"
            return Spelling("int", sa.SmallInteger(), code)
    if isinstance(kind, sa.types.NullType) or not is_known(kind):
        name = ddl(kind, dialect or "postgresql") or ""
        return _verbatim(Spelling("str", sa.String()), Verbatim(name), dialect)
    return Spelling("str", sa.String(), f"AsText({spelled(kind)})")


def type_source(base: Spelling) -> str:
    """The type as a call, whether or not it needs to be written in a class."""
    if base.code is not None:
        is_class = base.code.startswith("sa.") and not base.code.endswith(")")
        return f"{base.code}()" if is_class else base.code
    if isinstance(base.kind, AutoString):
        length = base.limits.get("max_length", "")
        return f"sa.String({length})"
    if isinstance(base.kind, UTCDateTime):
        return "UTCDateTime()"
    return spelled(base.kind)


def _names(dialect: str) -> str:
    """The dialect's name for `with_variant`; MariaDB's has two."""
    return ", ".join(map(text, MYSQL if dialect == "mysql" else (dialect,)))


def _home(kind: TypeEngine[Any]) -> str | None:
    """The database whose own type it is."""
    return next(
        (name for name in ("postgresql", "mysql") if f".{name}." in type(kind).__module__), None
    )
