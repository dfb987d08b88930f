"""The constraints: what the database refuses comes back under the name of its error."""

from typing import Any

import pytest
from colonnade import (
    EVERYONE,
    CheckViolation,
    ForeignKeyViolation,
    NotNullViolation,
    UniqueViolation,
)
from sqlmodel import insert, update

from app.database import db
from tests.factories import Make, make_tag, make_task, make_task_tag, make_user


@pytest.mark.parametrize("make", [make_task_tag])
def test_a_key_is_taken_once(make: Make) -> None:
    with pytest.raises(UniqueViolation), db.session(owner=EVERYONE) as session:
        row = make(session)
        session.exec(insert(type(row)).values(row.model_dump(include=row.model_fields_set)))


@pytest.mark.parametrize(
    ("make", "unique"), [(make_user, ["email"]), (make_tag, ["user_id", "name"])]
)
def test_values_are_unique(make: Make, unique: list[str]) -> None:
    with pytest.raises(UniqueViolation), db.session(owner=EVERYONE) as session:
        row = make(session)
        make(session, **{name: getattr(row, name) for name in unique})


@pytest.mark.parametrize(
    ("make", "required"), [(make_user, "email"), (make_tag, "name"), (make_task, "title")]
)
def test_a_value_is_required(make: Make, required: str) -> None:
    with pytest.raises(NotNullViolation), db.session(owner=EVERYONE) as session:
        row = make(session)
        session.exec(update(type(row)).values({required: None}))


@pytest.mark.parametrize(
    ("make", "nowhere"),
    [
        (make_tag, {"user_id": 32000}),
        (make_task, {"user_id": 32000}),
        (make_task_tag, {"task_id": 32000}),
        (make_task_tag, {"tag_id": 32000}),
    ],
)
def test_a_row_that_is_referred_to_is_there(make: Make, nowhere: dict[str, Any]) -> None:
    with pytest.raises(ForeignKeyViolation), db.session(owner=EVERYONE) as session:
        row = make(session)
        session.exec(update(type(row)).values(nowhere))


@pytest.mark.parametrize(
    ("make", "refused"),
    [(make_user, {"name": ""}), (make_tag, {"color": "c1"}), (make_task, {"title": ""})],
)
def test_a_check_refuses_the_value(make: Make, refused: dict[str, Any]) -> None:
    with pytest.raises(CheckViolation), db.session(owner=EVERYONE) as session:
        row = make(session)
        session.exec(update(type(row)).values(refused))
