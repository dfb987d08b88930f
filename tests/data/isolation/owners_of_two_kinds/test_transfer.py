"""Rows change hands where there are several kinds of owners."""

from typing import Any

import pytest
from sqlalchemy import delete

from colonnade import EVERYONE, Crud, Database
from colonnade.errors import InvalidQuery, InvalidValue, OutOfScope, ScopeRequired
from tests.data.isolation.owners_of_two_kinds.models import (
    BEN,
    BLUE,
    BOTH,
    CLEO,
    ORGANISATION,
    RED,
    USER,
    Document,
    DocumentTag,
    Invoice,
    Note,
    Organisation,
    Page,
    Tag,
    User,
    keys,
)


def transfer(db: Database, owner: Any, model: Any, key: int, to: Any) -> None:
    with db.session(owner=owner) as session:
        Crud(model, session).transfer(key, to)


def test_to_another_user_of_the_organisation(db: Database) -> None:
    transfer(db, ORGANISATION, Document, 41, {User: BEN})
    assert keys(db, {User: BEN}, Document) == [41, 42]
    assert keys(db, {User: BEN}, Page) == [51, 52]


def test_what_both_organisations_see_is_what_is_theirs(sqlite: Database) -> None:
    with sqlite.session(owner=EVERYONE) as session:
        session.get(Document, 41).invoice_id = 11
        Crud(Document, session).transfer(41, {User: BEN})
    assert keys(sqlite, {Organisation: RED, User: BEN}, Document) == [41, 42]


def test_of_one_kind_alone(sqlite: Database) -> None:
    transfer(sqlite, USER, Note, 21, {User: CLEO})
    assert keys(sqlite, {User: CLEO}, Note) == [21, 23]


def test_a_link_holds_it_back(sqlite: Database) -> None:
    with pytest.raises(OutOfScope, match="document_tags"):
        transfer(sqlite, EVERYONE, Tag, 32, {Organisation: BLUE})


def test_to_another_organisation_and_its_user(sqlite: Database) -> None:
    with sqlite.session(owner=EVERYONE) as session:
        session.execute(delete(DocumentTag))
        Crud(Document, session).transfer(42, {Organisation: BLUE, User: CLEO})
    assert keys(sqlite, {Organisation: BLUE, User: CLEO}, Page) == [52, 53]


@pytest.mark.parametrize("to", [{User: CLEO}, {Organisation: BLUE}])
def test_owners_belong_together(sqlite: Database, to: Any) -> None:
    with pytest.raises(OutOfScope):
        transfer(sqlite, EVERYONE, Document, 42, to)


def test_a_new_owner_that_the_session_does_not_see(sqlite: Database) -> None:
    with pytest.raises(OutOfScope, match="session sees"):
        transfer(sqlite, BOTH, Document, 41, {User: BEN})


def test_what_points_at_it_goes_along_or_holds_it_back(sqlite: Database) -> None:
    with sqlite.session(owner=EVERYONE) as session:
        session.get(Document, 41).invoice_id = 11
    with pytest.raises(OutOfScope):
        transfer(sqlite, EVERYONE, Invoice, 11, {Organisation: BLUE})
    transfer(sqlite, EVERYONE, Invoice, 12, {Organisation: BLUE})
    assert keys(sqlite, {Organisation: BLUE}, Invoice) == [12, 13]


def test_mistakes(sqlite: Database) -> None:
    for to, error in (
        (BEN, ScopeRequired),
        ({User: 1}, InvalidValue),
        ({User: True}, ScopeRequired),
    ):
        with pytest.raises(error):
            transfer(sqlite, EVERYONE, Document, 41, to)
    with pytest.raises(InvalidQuery, match="of this kind"):
        transfer(sqlite, EVERYONE, Note, 21, {Organisation: BLUE})
