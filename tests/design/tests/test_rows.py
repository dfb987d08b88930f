"""Valid rows for tables that do not make it easy."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, String, Table

from colonnade.design.tests.rows import Row, rows_of
from colonnade.design.tests.values import value_of


def row_of(*parts: Any) -> Row | None:
    """The row for a table of these columns and constraints, beside a key."""
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), *parts)
    every = {table.key: {column.name for column in table.columns}}
    return rows_of(table.metadata, every).get("t")


def value(column: str, *parts: Any, n: int = 1) -> Any:
    row = row_of(*parts)
    assert row is not None
    return value_of(row.values[column], n)


def required(name: str, kind: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


def test_only_what_is_required_is_filled() -> None:
    row = row_of(
        required("name", String(50)),
        Column("nick", String(50)),
        required("state", String, server_default="new"),
    )
    assert row is not None
    assert row.values == {"name": 'f"name {n}"'}


@pytest.mark.parametrize("length", [1, 2, 5, 6, 20])
def test_a_text_fits_its_column(length: int) -> None:
    assert len(value("description", required("description", String(length)), n=999)) <= length


def test_an_email_looks_like_one() -> None:
    assert value("work_email", required("work_email", String(255))) == "user1@example.com"


def test_a_fixed_text_fills_its_column() -> None:
    assert value("code", required("code", sa.CHAR(8))) == "AAAAAAAB"


def test_a_number_fits_its_precision() -> None:
    assert value("rate", required("rate", sa.Numeric(3, 2)), n=123) == Decimal(3)


def test_a_unique_value_differs_from_row_to_row() -> None:
    column = required("state", String(20), unique=True)
    check = CheckConstraint("state like 'x%'")
    assert row_of(column, check) is None
    assert value("state", required("state", String(20), unique=True)) != value(
        "state", required("state", String(20), unique=True), n=2
    )


def test_a_key_with_two_values_makes_no_row() -> None:
    table = Table("t", MetaData(), Column("flag", sa.Boolean, primary_key=True))
    assert rows_of(table.metadata, {}) == {}


def test_checks_of_two_columns_hold_together() -> None:
    row = row_of(
        required("starts", sa.Date), required("ends", sa.Date), CheckConstraint("starts < ends")
    )
    assert row is not None
    starts, ends = (value_of(row.values[name]) for name in ("starts", "ends"))
    assert isinstance(starts, date)
    assert starts < ends


def test_one_of_two_optional_columns_is_given_when_a_check_asks_for_it() -> None:
    row = row_of(
        Column("mail", String(50)),
        Column("phone", String(50)),
        CheckConstraint("(mail is null) <> (phone is null)"),
    )
    assert row is not None
    assert len(row.values) == 1


def test_what_a_check_refuses_is_known() -> None:
    row = row_of(required("price", Integer), CheckConstraint("price > 0"))
    assert row is not None
    assert [*row.refused.values()] == [("price", "0")]


def test_a_value_that_a_check_refuses_is_refused_in_every_row() -> None:
    row = row_of(
        required("starts", sa.Date), required("ends", sa.Date), CheckConstraint("starts < ends")
    )
    assert row is not None
    ((column, source),) = row.refused.values()
    assert column == "starts"
    assert value_of(source) > value_of(row.values["ends"], 500)


def test_a_change_keeps_the_checks_in_every_row() -> None:
    row = row_of(
        required("low", Integer), required("high", Integer), CheckConstraint("low <= high")
    )
    assert row is not None
    assert row.other is not None
    column, source = row.other
    assert (column, value_of(source, 99)) == ("low", 0)


def test_a_check_that_only_the_database_understands_makes_no_row() -> None:
    assert row_of(required("price", Integer), CheckConstraint("is_nice(price)")) is None


def test_a_check_on_a_column_that_stays_empty_is_no_hindrance() -> None:
    assert row_of(Column("price", Integer), CheckConstraint("is_nice(price)")) is not None


def test_a_required_column_of_an_unknown_type_makes_no_row() -> None:
    assert row_of(required("place", sa.types.NullType())) is None


def test_a_table_without_a_key_has_no_row() -> None:
    metadata = MetaData()
    Table("t", metadata, Column("name", String(20)))
    assert rows_of(metadata, {}) == {}


def test_parents_come_before_their_children() -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", ForeignKey("b.id"), primary_key=True))
    Table("b", metadata, Column("id", Integer, primary_key=True))
    assert [*rows_of(metadata, {})] == ["b", "a"]


def test_rows_that_need_each_other_are_not_made() -> None:
    metadata = MetaData()
    for one, other in (("a", "b"), ("b", "a")):
        Table(
            one,
            metadata,
            Column("id", Integer, primary_key=True),
            Column("other", ForeignKey(f"{other}.id"), nullable=False),
        )
    assert rows_of(metadata, {}) == {}
