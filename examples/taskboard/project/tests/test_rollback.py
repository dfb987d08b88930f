"""A unit of work is stored whole or not at all."""

import pytest
from colonnade import EVERYONE, Crud

from app.database import db
from tests.factories import MAKE, Make


@pytest.mark.parametrize("make", MAKE)
def test_what_a_unit_of_work_did_is_stored(make: Make, clean: None) -> None:
    with db.session(owner=EVERYONE) as session:
        row = make(session)
    with db.session(owner=EVERYONE) as session:
        assert Crud(type(row), session).exists()


@pytest.mark.parametrize("make", MAKE)
def test_an_error_undoes_the_whole_unit_of_work(make: Make) -> None:
    with pytest.raises(ZeroDivisionError), db.session(owner=EVERYONE) as session:
        row = make(session)
        raise ZeroDivisionError
    with db.session(owner=EVERYONE) as session:
        assert not Crud(type(row), session).exists()
