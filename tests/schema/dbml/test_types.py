"""Names of types to types and back."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from colonnade.schema.dbml.type_names import type_name
from colonnade.schema.dbml.types import BadArguments, named_type, type_names


def rendered(type_: object, dialect: str) -> str:
    return str(type_.compile(sa.dialects.registry.load(dialect)()))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", type_names())
def test_every_type_can_be_written_and_read_again(name: str) -> None:
    type_ = named_type(name, ())
    assert type_ is not None
    again = named_type(type_name(type_).strip('"'), ())
    assert again is not None
    assert rendered(again, "postgresql") == rendered(type_, "postgresql")


@pytest.mark.parametrize(
    ("name", "arguments", "class_"),
    [
        ("INT", (), sa.Integer),
        ("Varchar", ("20",), sa.String),
        ("decimal", ("10", "2"), sa.Numeric),
        ("uuid", (), sa.Uuid),
        ("bytea", (), sa.LargeBinary),
        ("timestamptz", (), sa.DateTime),
        ("double precision", (), sa.Double),
        ("tinyint", ("1",), sa.Boolean),
    ],
)
def test_a_name_in_any_case_gives_the_portable_type(
    name: str, arguments: tuple[str, ...], class_: type
) -> None:
    assert isinstance(named_type(name, arguments), class_)


def test_an_unknown_name_gives_nothing() -> None:
    assert named_type("integr", ()) is None


def test_arguments_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadArguments, match=r"`date` does not take \(3\)"):
        named_type("date", ("3",))


def test_a_type_of_one_database_has_a_stand_in() -> None:
    type_ = named_type("jsonb", ())
    assert rendered(type_, "postgresql") == "JSONB"
    assert rendered(type_, "sqlite") == "JSON"


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (postgresql.JSONB(), "jsonb"),
        (postgresql.TIMESTAMP(timezone=False, precision=3), '"timestamp(3) without time zone"'),
        (postgresql.DOMAIN("posint", sa.Integer()), "integer"),
        (mysql.BIGINT(unsigned=True), '"bigint unsigned"'),
        (mysql.TINYINT(display_width=1), "tinyint"),
        (sa.ARRAY(sa.String(10)), "varchar(10)[]"),
        (sa.Enum("a", name="kind of", schema="core"), 'core."kind of"'),
        (sa.types.NullType(), "text"),
    ],
)
def test_types_of_databases_have_names(type_: sa.types.TypeEngine[object], name: str) -> None:
    assert type_name(type_) == name
