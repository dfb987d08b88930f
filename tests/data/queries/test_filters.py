"""Filters by name, as a query string gives them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from colonnade import Crud, Database, InvalidQuery
from colonnade.data.queries.filters import criteria
from tests.data.taskboard import Priority, Sample, Tag, Task, User

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
    ({"maybe_text__not_in": "x,y"}, [1, 3]),
    ({"maybe_text__not_in": "y"}, [1, 2, 3]),
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


def test_a_wrong_value_across_a_relationship_is_named_as_it_was_given() -> None:
    with pytest.raises(InvalidQuery, match="The filter 'tags__in' has") as caught:
        criteria(Task, {"tags__in": "x"})
    assert caught.value.field == "tags__in"


def test_only_a_text_holds_a_text() -> None:
    with pytest.raises(InvalidQuery, match="There is no filter 'contains'"):
        criteria(Sample, {"whole__contains": "1"})


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="timezone"):
        criteria(Sample, {"moment__gte": "2026-01-01"})


RELATED: list[tuple[dict[str, Any], list[str]]] = [
    ({"tags__in": "1,2"}, ["both", "first"]),
    ({"tags__in": [3]}, []),
    ({"tags": 2}, ["both"]),
    ({"tags__not_in": "2"}, ["first", "none"]),
    ({"tags__ne": 1}, ["none"]),
    ({"tags__is_null": "true"}, ["none"]),
    ({"tags__is_null": False}, ["both", "first"]),
    ({"tags__name": "x"}, ["both", "first"]),
    ({"tags__name__contains": "Y"}, ["both"]),
    ({"tags__tasks__title": "first"}, ["both", "first"]),
    ({"user__email__starts_with": "an"}, ["both", "first", "none"]),
    ({"user__in": "2"}, []),
    ({"user": 1, "tags__in": "1", "tags__name": "y"}, ["both"]),
]


@pytest.fixture
def tagged(db: Database) -> Iterator[Crud[Task]]:
    with db.session() as session:
        Crud(User, session).create({"email": "ann"})
        Crud(Tag, session).create_many([{"name": "x"}, {"name": "y"}, {"name": "z"}])
        tasks = Crud(Task, session)
        for title, keys in {"both": [1, 2], "first": [1], "none": []}.items():
            tasks.create({"title": title, "user_id": 1, "tag_ids": keys})
        yield tasks


def test_filters_across_relationships_give_every_row_once(tagged: Crud[Task]) -> None:
    for filters, expected in RELATED:
        rows = tagged.list(*criteria(Task, filters), sort="title")
        assert [row.title for row in rows] == expected, filters


def test_deleted_rows_are_not_related(tagged: Crud[Task]) -> None:
    tagged.delete_many(Task.title != "none")
    tags = Crud(Tag, tagged.session)
    assert tags.list(*criteria(Tag, {"tasks__in": "1,2"})) == []
    assert len(tags.list(*criteria(Tag, {"tasks__is_null": True}))) == 3


def test_a_secret_of_a_related_row_is_no_filter() -> None:
    with pytest.raises(InvalidQuery, match="cannot be filtered"):
        criteria(Task, {"user__hashed_password__starts_with": "$"})


def test_a_related_key_has_its_type() -> None:
    with pytest.raises(InvalidQuery, match="valid integer"):
        criteria(Task, {"tags__in": "many"})
