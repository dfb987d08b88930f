"""Filters by name, as a query string gives them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from colonnade import Crud, Database, InvalidQuery
from colonnade.data.filters import criteria
from tests.data.models import Priority, Sample, User

CASES: list[tuple[dict[str, Any], list[int]]] = [
    ({"whole": "2"}, [2]),
    ({"whole__eq": 2}, [2]),
    ({"whole__ne": 2}, [1, 3]),
    ({"whole__lt": "2"}, [1]),
    ({"whole__lte": 2}, [1, 2]),
    ({"whole__gt": 2}, [3]),
    ({"whole__gte": 2, "whole__lt": 3}, [2]),
    ({"whole__in": "1,3"}, [1, 3]),
    ({"whole__in": [1, 3]}, [1, 3]),
    ({"whole__not_in": "1,3"}, [2]),
    ({"text__contains": "B%"}, [2]),
    ({"text__starts_with": "A"}, [1, 2]),
    ({"text__ends_with": "B"}, [1]),
    ({"maybe_text__is_null": "true"}, [1, 3]),
    ({"maybe_text__is_null": False}, [2]),
    ({"maybe_text__ne": "x"}, [1, 3]),
    ({"priority": "high"}, [1]),
    ({"moment__gte": "2026-01-01T00:00:00Z"}, [3]),
    ({"flag": "true"}, [1]),
    ({"amount__gt": "2.50"}, [3]),
    ({}, [1, 2, 3]),
]


@pytest.fixture
def samples(db: Database) -> Iterator[Crud[Sample]]:
    rows = [
        {"whole": 1, "text": "ab", "amount": Decimal(1), "flag": True, "priority": Priority.HIGH},
        {"whole": 2, "text": "ab%c", "amount": Decimal(2), "maybe_text": "x"},
        {"whole": 3, "text": "c", "amount": Decimal(3), "moment": datetime(2026, 1, 1, tzinfo=UTC)},
    ]
    with db.session() as session:
        crud = Crud(Sample, session)
        crud.create_many(rows)
        yield crud


def test_every_operator(samples: Crud[Sample]) -> None:
    for filters, expected in CASES:
        rows = samples.list(*criteria(Sample, filters))
        assert [row.whole for row in rows] == expected, filters


def test_an_unknown_field_names_the_allowed_ones() -> None:
    with pytest.raises(InvalidQuery, match="Filter by one of: id, whole") as caught:
        criteria(Sample, {"wohle": 1})
    assert caught.value.field == "wohle"


def test_a_secret_is_no_filter() -> None:
    with pytest.raises(InvalidQuery):
        criteria(User, {"hashed_password__starts_with": "$"})


def test_an_unknown_operator_names_the_known_ones() -> None:
    with pytest.raises(InvalidQuery, match="is_null"):
        criteria(Sample, {"whole__like": 1})


def test_a_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="valid integer"):
        criteria(Sample, {"whole__gt": "many"})
