"""Values fit their schema, and texts are known again."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from colonnade.two_owners.values import Marks, missing

FITTING: list[tuple[dict[str, Any], Any]] = [
    ({"const": 3}, 3),
    ({"enum": ["low", "high"]}, "low"),
    ({"type": "boolean"}, True),
    ({"type": "integer", "minimum": 5}, 5),
    ({"type": "integer", "exclusiveMinimum": 5}, 6),
    ({"type": "integer", "maximum": -2}, -2),
    ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
    ({"type": "string", "format": "date"}, "2026-01-02"),
    ({"type": "string", "pattern": "^#[0-9]{3}$", "examples": ["#123"]}, "#123"),
]


@pytest.mark.parametrize(("schema", "value"), FITTING)
def test_a_value_fits(schema: dict[str, Any], value: Any) -> None:
    assert Marks().value(schema) == value


@pytest.mark.parametrize(
    "limits",
    [{}, {"minLength": 40}, {"maxLength": 9}, {"pattern": "^[A-Z]+$"}, {"format": "email"}],
)
def test_a_text_has_its_mark(limits: dict[str, Any]) -> None:
    marks = Marks()
    text = marks.value({"type": "string", **limits})
    assert marks.mark in text.lower()
    assert limits.get("minLength", 0) <= len(text) <= limits.get("maxLength", 255)


def test_a_short_text_fits_and_differs() -> None:
    marks = Marks()
    one, other = (marks.value({"type": "string", "maxLength": 3}) for _ in "ab")
    assert len(one) == 3 != len({one, other})


def test_a_uuid_is_one() -> None:
    assert TypeAdapter(UUID).validate_python(Marks().value({"type": "string", "format": "uuid"}))


@pytest.mark.parametrize("value", [7, "xkqzvwaab", "0198c5a2-0000-7000-8000-000000000001", [1, 2]])
def test_what_nobody_has_is_of_the_same_kind(value: Any) -> None:
    made = missing(value)
    assert type(made) is type(value)
    assert made != value
    assert isinstance(value, int) or len(made) == len(value)
