"""Mappings that are made of rows by functions written for them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from colonnade.data.compiled.makers import Processors, left_in_utc

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EAST = NOON.astimezone(timezone(timedelta(hours=3)))


def moments(*values: datetime | None) -> list[Any]:
    make = Processors({0: left_in_utc}).maker(["at"], 0, ())
    return [row["at"] for row in make([(value,) for value in values])]


def test_a_moment_in_utc_is_left_as_it_is() -> None:
    made = moments(NOON, None)
    assert made[0] is NOON
    assert made[1] is None


def test_a_moment_of_another_zone_becomes_one_in_utc() -> None:
    assert moments(EAST)[0].tzinfo is UTC
    assert moments(EAST) == [left_in_utc(EAST)] == [NOON]
