"""Where a condition may fail, it meets own rows only; where nothing is chosen by it, nothing is slowed down."""

import pytest
from sqlalchemy import Integer, Select, cast, func, select
from sqlmodel import col

from colonnade.data.isolation.failing import FENCES
from tests.data.isolation.models import Comment
from tests.data.isolation.world import ALICE, session_of


@pytest.fixture
def sent(world):
    """Makes the SQL that one owner's session sends, which says no names of its own."""

    def sql(statement: Select) -> str:
        with session_of(world, ALICE) as session:
            return str(statement.compile(session.get_bind()))

    return sql


def numbers():
    return select(cast(col(Comment.body), Integer).label("number")).subquery()


def has_fence(text: str) -> bool:
    return any(fence.strip() in text for fence in FENCES.values())


def test_what_is_chosen_by_stands_behind_a_fence(sent):
    inner = numbers()
    assert has_fence(sent(select(inner.c.number).where(inner.c.number == 1)))


def test_what_is_only_shown_does_not(sent):
    assert not has_fence(sent(select(func.row_to_json(numbers().table_valued()))))
