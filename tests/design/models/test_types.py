from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString, UTCDateTime

from colonnade.design.models.types import spelling_of
from colonnade.schema.types import Verbatim

VARIANT = '.with_variant({}, "postgresql")'
MARIADB = '.with_variant({}, "mysql", "mariadb")'


def spelt(kind: TypeEngine[Any], dialect: str | None) -> tuple[str, str | None]:
    found = spelling_of(kind, dialect)
    return found.annotation, found.code


@pytest.mark.parametrize(
    ("kind", "annotation"),
    [
        *[
            (sa.VARCHAR(20), "str"),
            (sa.INTEGER(), "int"),
            (sa.BOOLEAN(), "bool"),
            (sa.UUID(), "UUID"),
        ],
        *[
            (postgresql.DOUBLE_PRECISION(53), "float"),
            (sa.NUMERIC(10, 2), "Decimal"),
            (sa.DATE(), "date"),
        ],
        *[
            (postgresql.TIMESTAMP(timezone=True), "datetime"),
            (postgresql.TIMESTAMP(), "NaiveDatetime"),
        ],
        *[
            (postgresql.TIME(), "time"),
            (postgresql.INTERVAL(), "timedelta"),
            (postgresql.BYTEA(), "bytes"),
        ],
    ],
)
def test_postgresql_types_that_need_no_words(kind: TypeEngine[Any], annotation: str) -> None:
    assert spelt(kind, "postgresql") == (annotation, None)


@pytest.mark.parametrize(
    ("kind", "annotation", "code"),
    [
        (sa.TEXT(), "str", "sa.Text"),
        (sa.BIGINT(), "int", "sa.BigInteger"),
        (sa.SMALLINT(), "int", "sa.SmallInteger"),
        (sa.REAL(), "float", "sa.REAL"),
        (sa.CHAR(5), "str", "sa.CHAR(5)"),
        (postgresql.JSON(), "JsonValue", "sa.JSON"),
        (postgresql.JSONB(), "JsonValue", "sa.JSON()" + VARIANT.format("postgresql.JSONB()")),
        (
            postgresql.ARRAY(sa.VARCHAR(20)),
            "list[str]",
            "sa.JSON()" + VARIANT.format("postgresql.ARRAY(sa.VARCHAR(20))"),
        ),
        (
            postgresql.TIMESTAMP(precision=3),
            "NaiveDatetime",
            "sa.DateTime()" + VARIANT.format("postgresql.TIMESTAMP(precision=3)"),
        ),
        (postgresql.CITEXT(), "str", "sa.Text()" + VARIANT.format("postgresql.CITEXT()")),
        (postgresql.INET(), "str", "AsText(postgresql.INET())"),
        (postgresql.MONEY(), "str", "AsText(postgresql.MONEY())"),
        (postgresql.TSVECTOR(), "str", "AsText(postgresql.TSVECTOR())"),
        (Verbatim("ltree"), "str", "sa.String()" + VARIANT.format('Exact("ltree", sa.String())')),
        (
            postgresql.DOMAIN("posint", sa.INTEGER(), check="VALUE > 0"),
            "int",
            "sa.Integer()"
            + VARIANT.format('Domain("posint", sa.INTEGER(), check=sa.text("VALUE > 0"))'),
        ),
    ],
)
def test_postgresql_types(kind: TypeEngine[Any], annotation: str, code: str) -> None:
    assert spelt(kind, "postgresql") == (annotation, code)


@pytest.mark.parametrize(
    ("kind", "annotation", "code"),
    [
        (sa.NVARCHAR(160), "str", 'sa.String(160).with_variant(sa.NVARCHAR(160), "sqlite")'),
        (sa.DATETIME(), "datetime", None),
        (sa.NUMERIC(10, 2), "Decimal", None),
        (sa.BLOB(), "bytes", None),
        (sa.TEXT(), "str", "sa.Text"),
        (
            sa.TIMESTAMP(),
            "datetime",
            'UTCDateTime().with_variant(Exact("TIMESTAMP", UTCDateTime()), "sqlite")',
        ),
        (
            sa.NUMERIC(10, 2).with_variant(Verbatim("NUMERIC(10,2)", sa.NUMERIC(10, 2)), "sqlite"),
            "Decimal",
            'sa.Numeric(10, 2).with_variant(Exact("NUMERIC(10,2)", sa.Numeric(10, 2)), "sqlite")',
        ),
        (Verbatim(""), "Any", 'sa.String().with_variant(Exact("", sa.String()), "sqlite")'),
    ],
)
def test_sqlite_types(kind: TypeEngine[Any], annotation: str, code: str | None) -> None:
    assert spelt(kind, "sqlite") == (annotation, code)


@pytest.mark.parametrize(
    ("kind", "annotation", "code"),
    [
        (mysql.TINYINT(display_width=1), "bool", None),
        (mysql.INTEGER(display_width=11), "int", None),
        (mysql.VARCHAR(20), "str", None),
        (mysql.DOUBLE(), "float", "sa.Double"),
        (mysql.DECIMAL(10, 2), "Decimal", None),
        (
            mysql.INTEGER(unsigned=True),
            "int",
            "sa.BigInteger()" + MARIADB.format("mysql.INTEGER(unsigned=True)"),
        ),
        (mysql.LONGTEXT(), "str", "sa.Text()" + MARIADB.format("mysql.LONGTEXT()")),
        (mysql.SET("a", "b"), "set[str]", "sa.JSON()" + MARIADB.format('mysql.SET("a", "b")')),
        (mysql.YEAR(), "int", "sa.SmallInteger()" + MARIADB.format("mysql.YEAR()")),
    ],
)
def test_mariadb_types(kind: TypeEngine[Any], annotation: str, code: str | None) -> None:
    assert spelt(kind, "mysql") == (annotation, code)


@pytest.mark.parametrize(
    ("kind", "annotation", "code"),
    [
        *[(sa.String(20), "str", None), (sa.Text(), "str", "sa.Text"), (sa.Integer(), "int", None)],
        *[(sa.BigInteger(), "int", "sa.BigInteger"), (sa.Boolean(), "bool", None)],
        *[(sa.DateTime(timezone=True), "datetime", None), (sa.Uuid(), "UUID", None)],
        *[(AutoString(20), "str", None), (UTCDateTime(), "datetime", None)],
        (
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            "JsonValue",
            'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")',
        ),
        (
            sa.ARRAY(sa.Text()),
            "list[str]",
            'sa.JSON().with_variant(postgresql.ARRAY(sa.Text()), "postgresql")',
        ),
    ],
)
def test_types_of_a_design(kind: TypeEngine[Any], annotation: str, code: str | None) -> None:
    assert spelt(kind, None) == (annotation, code)


def test_sizes_are_part_of_a_type() -> None:
    assert spelling_of(sa.VARCHAR(20), "postgresql").limits == {"max_length": "20"}
    assert spelling_of(sa.NUMERIC(10, 2), "sqlite").limits == {
        "max_digits": "10",
        "decimal_places": "2",
    }
