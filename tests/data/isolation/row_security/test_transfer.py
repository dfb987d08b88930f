"""With row security, rows change hands in a session for EVERYONE."""

import pytest

from colonnade import EVERYONE, Crud
from colonnade.errors import OutOfScope
from tests.data.isolation.models import Task
from tests.data.isolation.world import ALICE, BOB


def test_session_of_one_owner_is_told_to_ask_everyone(db):
    with db.session(owner=ALICE) as session, pytest.raises(OutOfScope, match="owner=EVERYONE"):
        Crud(Task, session).transfer(101, BOB)


def test_session_for_everyone_does_it(db):
    with db.session(owner=EVERYONE) as session:
        Crud(Task, session).transfer(101, BOB)
    with db.session(owner=BOB) as session:
        assert Crud(Task, session).get(101).user_id == BOB
