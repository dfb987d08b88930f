"""The everyday operations on every model."""

from typing import Any

import pytest
from colonnade import Crud, NotFound
from colonnade.testing import key_of
from sqlmodel import Session

from tests.factories import MAKE, NEW, Make, New, make_tag, make_task, make_user


@pytest.mark.parametrize("new", NEW)
def test_a_created_row_is_found(new: New, session: Session) -> None:
    row = new(session)
    crud = Crud(type(row), session)
    created = crud.create(row.model_dump(exclude_unset=True))
    assert crud.get(key_of(created)) is created


@pytest.mark.parametrize("make", MAKE)
def test_a_row_is_listed_and_counted(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    assert row in crud.list()
    assert crud.count() == len(crud.list())


@pytest.mark.parametrize("make", MAKE)
def test_pages_hold_every_row_once(make: Make, session: Session) -> None:
    keys = [key_of(make(session)) for _ in range(3)]
    crud = Crud(type(make(session)), session)
    first = crud.page(size=2)
    second = crud.page(size=2, after=first.next)
    assert len({*keys} - {key_of(row) for row in (*first.items, *second.items)}) == 0


@pytest.mark.parametrize("make", MAKE)
def test_a_deleted_row_is_not_found(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    crud.delete(key_of(row))
    assert crud.get_or_none(key_of(row)) is None
    with pytest.raises(NotFound):
        crud.delete(key_of(row))


CHANGES = [
    (make_user, {"email": "user99@example.com"}),
    (make_tag, {"name": "name 99"}),
    (make_task, {"title": "title 99"}),
]


@pytest.mark.parametrize(("make", "changes"), CHANGES)
def test_an_update_is_stored(make: Make, changes: dict[str, Any], session: Session) -> None:
    row = make(session)
    Crud(type(row), session).update(key_of(row), changes)
    session.refresh(row)
    assert {name: getattr(row, name) for name in changes} == changes


@pytest.mark.parametrize("make", [make_task])
def test_a_deleted_row_comes_back(make: Make, session: Session) -> None:
    row = make(session)
    crud = Crud(type(row), session)
    crud.delete(key_of(row))
    crud.restore(key_of(row))
    assert crud.get(key_of(row)) is row
