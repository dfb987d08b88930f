"""Aggregates: typed values of many rows, in one statement."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from pydantic import BaseModel
from sqlmodel import func

from colonnade import AsyncCrud, Crud, Database, InvalidQuery, count
from tests.data.conftest import statements_of
from tests.data.taskboard import Priority, Task, User


class Stats(BaseModel):
    total: int
    done: int
    points: int | None
    mean: float | None


class PerPriority(NamedTuple):
    priority: Priority
    total: int


@dataclass
class PerPair:
    priority: Priority
    user_id: int
    highest: int


VALUES = {
    "total": count(),
    "done": count(Task.points > 1, Task.title != "d"),
    "points": func.sum(Task.points),
    "mean": func.avg(Task.points),
}


@pytest.fixture
def tasks(db: Database) -> Database:
    """Four tasks of high, two of low priority, and a deleted one."""
    with db.session() as session:
        Crud(User, session).create({"id": 1, "email": "ann"})
        crud = Crud(Task, session)
        for points, title in enumerate("abcdef"):
            priority = Priority.HIGH if points < 4 else Priority.LOW
            crud.create({"title": title, "points": points, "user_id": 1, "priority": priority})
        crud.delete(crud.create({"title": "g", "points": 100, "user_id": 1}).id)
    return db


def test_all_values_take_one_statement(tasks: Database) -> None:
    with tasks.session() as session, statements_of(tasks.engine) as sent:
        stats = Crud(Task, session).aggregate(into=Stats, **VALUES)
    assert stats == Stats(total=6, done=3, points=15, mean=2.5)
    assert len(sent) == 1


def test_conditions_choose_the_rows(tasks: Database) -> None:
    with tasks.session() as session:
        stats = Crud(Task, session).aggregate(Task.points >= 4, into=Stats, **VALUES)
    assert stats == Stats(total=2, done=2, points=9, mean=4.5)


def test_no_rows_have_a_count_and_nothing_else(tasks: Database) -> None:
    with tasks.session() as session:
        stats = Crud(Task, session).aggregate(Task.points > 9, into=Stats, **VALUES)
    assert stats == Stats(total=0, done=0, points=None, mean=None)


def test_groups_take_one_statement(tasks: Database) -> None:
    with tasks.session() as session, statements_of(tasks.engine) as sent:
        found = Crud(Task, session).aggregate_by(Task.priority, into=PerPriority, total=count())
    assert dict(found) == {Priority.HIGH: 4, Priority.LOW: 2}
    assert len(sent) == 1


def test_several_groups_are_sorted(tasks: Database) -> None:
    with tasks.session() as session:
        found = Crud(Task, session).aggregate_by(
            [Task.user_id, Task.priority],
            Task.points > 0,
            into=PerPair,
            highest=func.max(Task.points),
        )
    assert sorted(group.highest for group in found) == [3, 5]
    assert {group.user_id for group in found} == {1}


def test_a_computed_group_has_a_label(tasks: Database) -> None:
    class PerParity(BaseModel):
        odd: int
        total: int

    odd = (Task.points % 2).label("odd")  # type: ignore[attr-defined]
    with tasks.session() as session:
        found = Crud(Task, session).aggregate_by(odd, into=PerParity, total=count())
    assert [(group.odd, group.total) for group in found] == [(0, 3), (1, 3)]


def test_a_group_without_a_name_is_refused(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery, match="label"):
        Crud(Task, session).aggregate_by(func.lower(Task.title), into=PerPriority, total=count())


def test_asking_for_nothing_is_refused(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery, match="asks for nothing"):
        Crud(Task, session).aggregate(into=Stats)


def test_a_class_with_other_fields_is_a_mistake_of_the_code(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(TypeError, match="do not fit Stats"):
        Crud(Task, session).aggregate(into=Stats, count=count())


@pytest.mark.anyio
async def test_the_async_twin(async_url: str) -> None:
    db = Database(async_url)
    async with db.async_session() as session:
        stats = await AsyncCrud(Task, session).aggregate(into=Stats, **VALUES)
        groups = await AsyncCrud(Task, session).aggregate_by(
            Task.priority, into=PerPriority, total=count()
        )
    assert (stats.total, groups) == (0, [])
    await db.aclose()
