"""The models: what is stored is what is read, and relationships lead both ways."""

import pytest
from colonnade.testing import key_of
from sqlmodel import Session

from tests.factories import MAKE, Make, make_tag, make_task


@pytest.mark.parametrize("make", MAKE)
def test_a_row_is_read_back_as_it_was_stored(make: Make, session: Session) -> None:
    row = make(session)
    session.expunge_all()
    again = session.get_one(type(row), key_of(row))
    assert {name: getattr(again, name) for name in row.model_fields_set} == {
        name: getattr(row, name) for name in row.model_fields_set
    }


@pytest.mark.parametrize(
    ("make", "parent", "children"), [(make_tag, "user", "tags"), (make_task, "user", "tasks")]
)
def test_a_row_is_among_those_of_its_parent(
    make: Make, parent: str, children: str, session: Session
) -> None:
    row = make(session)
    assert row in getattr(getattr(row, parent), children)
