"""Siblings are loaded in the scope of their session: an owner gets no row of another one along."""

from contextlib import ExitStack

import pytest

from colonnade import EVERYONE, Crud, count_queries
from colonnade.data.watch.n_plus_one import n_plus_ones
from tests.data.conftest import BACKENDS, statements_of
from tests.data.isolation.models import (
    Comment,
    Project,
    Tag,
    Task,
    TaskTag,
    User,
    metadata,
)
from tests.data.watch.test_warnings import warning


@pytest.fixture(params=BACKENDS)
def owned(request: pytest.FixtureRequest, kept):
    """Two owners; foreign keys of the one lead to rows of the other, as old mistakes have left them."""
    db = kept(request.param, metadata)
    layers = [
        [User(id=1, email="ann"), User(id=2, email="bob")],
        [Project(id=n, name="p", user_id=n) for n in (1, 2)],
        [Tag(id=n, name="t", user_id=n) for n in (1, 2)],
        [Task(id=n, title="t", user_id=1, project_id=1 + n % 2) for n in (1, 2, 3)],
        [TaskTag(task_id=n, tag_id=1 + n % 2) for n in (1, 2, 3)],
        [Comment(id=n, body="c", task_id=n) for n in (1, 2, 3)],
    ]
    with db.session(owner=EVERYONE) as session:
        for layer in layers:
            session.add_all(layer)
            session.flush()
    return db


@pytest.mark.parametrize("how", ["siblings", "single"])
def test_rows_of_another_owner_are_not_loaded_along(owned, how):
    with owned.session(owner=1, lazy_loads=how) as session:
        tasks = Crud(Task, session).list(sort="id")
        assert [task.project and task.project.id for task in tasks] == [None, 1, None]
        assert [[tag.id for tag in task.tags] for task in tasks] == [[], [1], []]
        assert [len(task.comments) for task in tasks] == [1, 1, 1]


def test_they_are_loaded_together(owned):
    with owned.session(owner=1) as session, statements_of(owned.engine) as sent:
        for task in Crud(Task, session).list():
            list(task.comments)
    assert len(sent) == 2


@pytest.mark.parametrize("on", ["db", "session", "all"])
def test_statements_of_an_owner_are_counted(owned, on):
    with owned.session(owner=1) as session, ExitStack() as stack:
        watched = {"db": owned, "session": session, "all": None}[on]
        queries = stack.enter_context(count_queries(watched))
        for n in (1, 2, 3):
            Crud(Task, session).get(n)
    (loop,) = n_plus_ones(queries.statements).values()
    assert (queries.count, loop.place.path) == (3, __file__)


def test_an_owner_is_warned_of_a_loop(owned, caplog):
    db = warning(owned)
    for _ in range(2):
        with db.session(owner=1) as session:
            for n in (1, 2, 3):
                Crud(Task, session).get(n)
    db.dispose()
    said = [one.getMessage() for one in caplog.records if one.name == "colonnade.watch"]
    assert ["sent 3 times" in one for one in said] == [True, True]
