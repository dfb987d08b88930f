"""The writer of `tests/test_isolation.py`."""

from colonnade.design.tests.subject import Subjects

TEXT = '''\
"""Whose rows are they? Nobody sees, changes or deletes the rows of another {name}."""

import pytest

from app.database import db
from app.models import {owner}
from colonnade import EVERYONE, Crud, NotFound, ScopeRequired
from colonnade.testing import key_of
from sqlmodel import SQLModel
from tests.factories import Make, {makers}

OWNED: list[Make] = [{makers}]


def row_of(owner: {owner}, make: Make) -> SQLModel:
    """A row of this owner, stored for good."""
    with db.session(owner=EVERYONE) as session:
        return make(session, key_of(owner))


@pytest.mark.parametrize("make", OWNED)
def test_the_owner_sees_the_row(make: Make, owner: {owner}) -> None:
    row = row_of(owner, make)
    with db.session(owner=key_of(owner)) as session:
        assert [key_of(one) for one in Crud(type(row), session).list()] == [key_of(row)]


@pytest.mark.parametrize("make", OWNED)
def test_a_stranger_does_not_see_it(make: Make, owner: {owner}, stranger: {owner}) -> None:
    row = row_of(owner, make)
    with db.session(owner=key_of(stranger)) as session:
        crud = Crud(type(row), session)
        assert crud.get_or_none(key_of(row)) is None
        assert crud.list() == []
        assert crud.count() == 0


@pytest.mark.parametrize("make", OWNED)
def test_a_stranger_cannot_delete_it(make: Make, owner: {owner}, stranger: {owner}) -> None:
    row = row_of(owner, make)
    with pytest.raises(NotFound), db.session(owner=key_of(stranger)) as session:
        Crud(type(row), session).delete(key_of(row))


@pytest.mark.parametrize("make", OWNED)
def test_a_session_without_an_owner_is_refused(make: Make, owner: {owner}) -> None:
    row = row_of(owner, make)
    with pytest.raises(ScopeRequired), db.session() as session:
        Crud(type(row), session).list()
'''


def text(subjects: Subjects) -> str:
    """The tests that nobody reaches the rows of another; empty when the rows have no owners."""
    owner = subjects.owner
    if owner is None or not subjects.owned:
        return ""
    return TEXT.format(
        name=owner.name.replace("_", " "),
        owner=owner.model,
        makers=", ".join(f"make_{one.name}" for one in subjects.owned),
    )
