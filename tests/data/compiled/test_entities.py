"""Statements of instances are kept for each form; the values are those of each execution."""

from collections.abc import Iterator

import pytest
from sqlalchemy import or_
from sqlalchemy.orm import selectinload
from sqlmodel import col

from colonnade import Crud, Database
from tests.data.conftest import statements_of
from tests.data.taskboard import Priority, Tag, Task, User


@pytest.fixture
def tasks(db: Database) -> Iterator[Crud[Task]]:
    """Nine tasks of two users; the last one is deleted."""
    with db.session() as session:
        Crud(User, session).create_many([{"id": 1, "email": "ann"}, {"id": 2, "email": "bob"}])
        tag = Crud(Tag, session).create({"name": "x"})
        rows = [{"title": f"t{n}", "points": n, "user_id": 1 + n % 2} for n in range(9)]
        for task in Crud(Task, session).create_many(rows)[:2]:
            task.tags.append(tag)
        session.flush()
        Crud(Task, session).delete_many(Task.points == 8)
        session.expunge_all()
        yield Crud(Task, session)


def points(tasks: list[Task]) -> list[int]:
    return [task.points for task in tasks]


def test_each_execution_has_its_own_values(tasks: Crud[Task]) -> None:
    for least in (2, 5):
        assert points(tasks.list(Task.points >= least)) == [*range(least, 8)]


def test_values_of_one_form_keep_their_order(tasks: Crud[Task]) -> None:
    for low, high in ((1, 4), (4, 8)):
        assert points(tasks.list(Task.points >= low, Task.points < high)) == [*range(low, high)]


def test_lists_of_values_of_any_length(tasks: Crud[Task]) -> None:
    for values in ([1], [2, 3, 4], []):
        assert points(tasks.list(col(Task.points).in_(values))) == values


def test_values_within_a_subquery(tasks: Crud[Task]) -> None:
    for email, first in (("ann", 0), ("bob", 1)):
        has = col(Task.user).has(col(User.email) == email)  # type: ignore[arg-type]
        assert tasks.list(has, sort="points", limit=1)[0].points == first


def test_a_value_that_is_used_twice(tasks: Crud[Task]) -> None:
    for n in (1, 2):
        same = Task.points == n
        assert points(tasks.list(or_(same, same))) == [n]


def test_an_enum_keeps_its_type(tasks: Crud[Task]) -> None:
    for priority, number in ((Priority.HIGH, 0), (Priority.MEDIUM, 8)):
        assert len(tasks.list(Task.priority == priority)) == number


def test_limits_differ(tasks: Crud[Task]) -> None:
    assert [len(tasks.list(limit=limit)) for limit in (1, 3, None)] == [1, 3, 8]


def test_the_total_counts_by_the_values_of_its_page(tasks: Crud[Task]) -> None:
    for least in (2, 5):
        page = tasks.page(Task.points >= least, size=2, total=True)
        assert (points(page.items), page.total) == ([least, least + 1], 8 - least)


def test_the_total_is_counted_no_further(tasks: Crud[Task]) -> None:
    assert [tasks.page(size=1, total=most).total for most in (3, 5, True)] == [3, 5, 8]


def test_pages_at_other_places(tasks: Crud[Task]) -> None:
    assert [points(tasks.page(size=3, offset=n).items) for n in (0, 3, 6)] == [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7],
    ]


def test_relationships_loaded_along(tasks: Crud[Task], db: Database) -> None:
    for load in (Task.tags, selectinload(Task.tags)):  # type: ignore[arg-type]
        with statements_of(db.engine) as sent:
            found = tasks.list(sort="points", load=[load])
            assert [len(task.tags) for task in found] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert len(sent) == 2
        tasks.session.expunge_all()


def test_deleted_rows_where_they_are_asked_for(tasks: Crud[Task], db: Database) -> None:
    tasks.session.commit()
    assert len(tasks.list()) == 8
    with db.session(include_deleted=True) as session:
        assert len(Crud(Task, session).list()) == 9
    assert len(tasks.list()) == 8
