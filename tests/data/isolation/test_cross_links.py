"""Rows of Alice's that point at Bob's, from before there were owners: she sees hers, and nothing behind them."""

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col

from colonnade.errors import OutOfScope
from tests.data.isolation.models import Project, Tag, Task, TaskTag
from tests.data.isolation.world import ALICE, session_of


@pytest.fixture
def crossed(world: Engine) -> Engine:
    """Alice's second task is in Bob's project, and has his tag."""
    with Session(world) as session:
        session.execute(update(Task).where(col(Task.id) == 101).values(project_id=9020))
        session.execute(insert(TaskTag).values(task_id=101, tag_id=9040))
        session.commit()
    return world


def test_many_to_one(crossed: Engine) -> None:
    with session_of(crossed, ALICE) as session:
        assert session.get(Task, 101).project is None


def test_secondary(crossed: Engine) -> None:
    with session_of(crossed, ALICE) as session:
        assert session.get(Task, 101).tags == []


@pytest.mark.parametrize("load", [joinedload, selectinload])
def test_loaded_along(crossed: Engine, load) -> None:
    statement = select(Task).where(col(Task.id) == 101).options(load(Task.project), load(Task.tags))
    with session_of(crossed, ALICE) as session:
        task = session.scalars(statement).unique().one()
        assert (task.project, task.tags) == (None, [])


def test_joined(crossed: Engine) -> None:
    statement = select(Project.name, Tag.name).select_from(Task).join(Task.project).join(Task.tags)
    with session_of(crossed, ALICE) as session:
        assert session.execute(statement).all() == [("alice", "alice")]


def test_the_link_can_be_removed(crossed: Engine) -> None:
    with session_of(crossed, ALICE) as session:
        gone = delete(TaskTag).where(col(TaskTag.task_id) == 101)
        assert session.execute(gone).rowcount == 1


def test_a_row_of_bobs_and_none_give_one_error(world: Engine) -> None:
    said = set()
    for project in (9020, 123456):
        with session_of(world, ALICE) as session, pytest.raises(OutOfScope) as raised:
            session.execute(insert(Task).values(title="x", project_id=project))
        said.add(str(raised.value))
    assert len(said) == 1
