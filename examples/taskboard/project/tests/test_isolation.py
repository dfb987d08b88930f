"""Whose rows are they? Nobody sees, changes or deletes the rows of another user."""

import pytest
from colonnade import EVERYONE, Crud, NotFound, ScopeRequired
from colonnade.testing import key_of
from sqlmodel import SQLModel

from app.database import db
from app.models import User
from tests.factories import Make, make_tag, make_task, make_task_tag

OWNED: list[Make] = [make_tag, make_task, make_task_tag]


def row_of(owner: User, make: Make) -> SQLModel:
    """A row of this owner, stored for good."""
    with db.session(owner=EVERYONE) as session:
        return make(session, key_of(owner))


@pytest.mark.parametrize("make", OWNED)
def test_the_owner_sees_the_row(make: Make, owner: User) -> None:
    row = row_of(owner, make)
    with db.session(owner=key_of(owner)) as session:
        assert [key_of(one) for one in Crud(type(row), session).list()] == [key_of(row)]


@pytest.mark.parametrize("make", OWNED)
def test_a_stranger_does_not_see_it(make: Make, owner: User, stranger: User) -> None:
    row = row_of(owner, make)
    with db.session(owner=key_of(stranger)) as session:
        crud = Crud(type(row), session)
        assert crud.get_or_none(key_of(row)) is None
        assert crud.list() == []
        assert crud.count() == 0


@pytest.mark.parametrize("make", OWNED)
def test_a_stranger_cannot_delete_it(make: Make, owner: User, stranger: User) -> None:
    row = row_of(owner, make)
    with pytest.raises(NotFound), db.session(owner=key_of(stranger)) as session:
        Crud(type(row), session).delete(key_of(row))


@pytest.mark.parametrize("make", OWNED)
def test_a_session_without_an_owner_is_refused(make: Make, owner: User) -> None:
    row = row_of(owner, make)
    with pytest.raises(ScopeRequired), db.session() as session:
        Crud(type(row), session).list()
