"""The writer of `tests/test_rollback.py`."""

from colonnade.design.tests.subject import Subjects

TEXT = '''\
"""A unit of work is stored whole or not at all."""

import pytest

from app.database import db
from colonnade import Crud{everyone}
from tests.factories import MAKE, Make


@pytest.mark.parametrize("make", MAKE)
def test_what_a_unit_of_work_did_is_stored(make: Make, clean: None) -> None:
    with db.session({scope}) as session:
        row = make(session)
    with db.session({scope}) as session:
        assert Crud(type(row), session).exists()


@pytest.mark.parametrize("make", MAKE)
def test_an_error_undoes_the_whole_unit_of_work(make: Make) -> None:
    with pytest.raises(ZeroDivisionError), db.session({scope}) as session:
        row = make(session)
        raise ZeroDivisionError
    with db.session({scope}) as session:
        assert not Crud(type(row), session).exists()
'''


def text(subjects: Subjects) -> str:
    """The tests that a unit of work is stored whole or not at all."""
    everyone = ", EVERYONE" if subjects.scope else ""
    return TEXT.format(everyone=everyone, scope=subjects.scope)
