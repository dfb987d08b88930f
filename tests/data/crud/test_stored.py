"""What is written answers as what is read: with the values that the database keeps."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import NaiveDatetime
from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Crud, Database, Model
from tests.data.conftest import statements_of

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Reading(Base, table=True):
    """A value of each type that some database keeps otherwise than it was given."""

    id: int | None = Field(default=None, primary_key=True)
    price: Decimal = Field(max_digits=8, decimal_places=2)
    amount: Decimal
    ratio: float
    moment: datetime
    taken: NaiveDatetime
    exact: NaiveDatetime = Field(sa_type=DateTime().with_variant(DATETIME(fsp=6), "mysql"))  # type: ignore[call-overload]
    clock: time
    span: timedelta


class ReadingPublic(Base):
    """A reading as others see it."""

    id: int
    price: Decimal
    amount: Decimal
    ratio: float
    moment: datetime
    taken: NaiveDatetime
    exact: NaiveDatetime
    clock: time
    span: timedelta


GIVEN = {
    "price": "3",
    "amount": "1.50",
    "ratio": 1.23456789012,
    "moment": "2026-01-01T12:00:00.123456+02:00",
    "taken": "2026-01-01T12:00:00.123456",
    "exact": "2026-01-01T12:00:00.123456",
    "clock": "12:00:00.654321",
    "span": "PT1.5S",
}


@pytest.fixture
def readings(scratch: str) -> Iterator[Crud[Reading]]:
    db = Database(scratch)
    db.create_all(metadata)
    with db.session() as session:
        yield Crud(Reading, session)
    db.dispose()


def shown(row: Any) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in ReadingPublic.model_fields}


def test_a_new_row_shows_what_is_kept(readings: Crud[Reading]) -> None:
    row = readings.create(GIVEN)
    made = shown(row)
    readings.session.expire(row)
    assert made == shown(row)
    assert made["price"] == "3.00"


def test_a_new_row_as_a_schema_shows_what_is_kept(readings: Crud[Reading]) -> None:
    for _ in range(2):
        made = readings.create(GIVEN, into=ReadingPublic)
        assert made == readings.get(made.id, into=ReadingPublic)


def test_a_changed_row_shows_what_is_kept(readings: Crud[Reading]) -> None:
    row = readings.create(GIVEN)
    readings.update(row, {**GIVEN, "price": "4", "ratio": 9.87654321})
    changed = shown(row)
    readings.session.expire(row)
    assert changed == shown(row)


def test_a_change_by_key_shows_what_is_kept(readings: Crud[Reading]) -> None:
    key = readings.create(GIVEN).id
    readings.session.expunge_all()
    changed = readings.update(key, {**GIVEN, "price": "4"}, into=ReadingPublic)
    assert changed == readings.get(key, into=ReadingPublic)


def test_no_statement_is_sent_for_it(readings: Crud[Reading]) -> None:
    with statements_of(readings.session.get_bind().engine) as sent:
        readings.create(GIVEN)
    assert len(sent) == 1


def test_it_changes_nothing_more_to_be_written(readings: Crud[Reading]) -> None:
    row = readings.create(GIVEN)
    assert row not in readings.session.dirty
