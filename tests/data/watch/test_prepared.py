"""Answers with a schema are watched on their way to the driver, and told as SQLAlchemy would tell them."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from colonnade import EVERYONE, AsyncCrud, Crud, Model, count_queries
from colonnade.data.compiled.bracket import Reader
from tests.data.isolation.models import Task
from tests.data.watch.models import Post
from tests.data.watch.test_async import adb  # noqa: F401
from tests.data.watch.test_owners import owned  # noqa: F401
from tests.data.watch.test_warnings import warning


class PostPublic(Model):
    id: int
    title: str


class TaskPublic(Model):
    id: int
    title: str


@pytest.fixture
def never_by_sqlalchemy(monkeypatch):
    """Prepared statements that have no other way than to the driver."""
    monkeypatch.delattr(Reader, "_at_connection")


@contextmanager
def heard(engine, name):
    """What somebody else hears of statements."""
    said = []
    listener = {
        "before_cursor_execute": lambda _, __, text, *more: said.append(text),
        "do_execute": lambda _, text, *more: said.append(text),
    }[name]
    event.listen(engine, name, listener)
    yield said
    event.remove(engine, name, listener)


def worked(session):
    crud = Crud(Post, session)
    crud.get(10, into=PostPublic)
    crud.list(Post.title == "post 1", into=PostPublic)
    crud.page(size=2, sort="title", into=PostPublic)
    crud.create({"title": "new", "author_id": 1}, into=PostPublic)
    crud.update(10, {"title": "other"}, into=PostPublic)


def found(db, **named):
    with count_queries(db) as queries, db.session(**named) as session:
        worked(session)
        session.rollback()
    return queries.statements


def test_what_is_counted_goes_to_the_driver(filled, never_by_sqlalchemy):
    assert len(found(filled)) == (5 if filled.engine.dialect.update_returning else 6)


@pytest.mark.parametrize("name", ["before_cursor_execute", "do_execute"])
def test_it_is_told_as_sqlalchemy_tells_it(filled, name):
    directly = found(filled)
    with heard(filled.engine, name) as said:
        by_sqlalchemy = found(filled)
    assert [one[0] for one in directly] == [one[0] for one in by_sqlalchemy]
    assert [one.keys for one in directly] == [one.keys for one in by_sqlalchemy]
    assert {one.text for one in directly} <= set(said)


def test_its_lines_are_told(filled):
    assert {one.sites[0].function for one in found(filled)} == {"worked"}


def test_the_owner_counts_as_for_other_statements(owned):  # noqa: F811
    def listed():
        for owner in (1, 2, EVERYONE):
            with count_queries(owned) as queries, owned.session(owner=owner) as session:
                Crud(Task, session).list(Task.title == "t", into=TaskPublic)
            yield queries.statements[0].keys

    directly = [*listed()]
    with heard(owned.engine, "do_execute"):
        assert [*listed()] == directly


@pytest.mark.usefixtures("never_by_sqlalchemy")
def test_a_unit_warns_of_a_loop_of_them(authors_db, caplog):
    db = warning(authors_db)
    with db.session() as session:
        for number in range(1, 4):
            Crud(Post, session).get(number * 10, into=PostPublic)
    db.dispose()
    assert "The same SELECT is sent 3 times" in caplog.text


@pytest.mark.anyio
@pytest.mark.usefixtures("never_by_sqlalchemy")
async def test_async_ones_are_told_with_their_lines(adb):  # noqa: F811
    async with adb.async_session() as session:
        with count_queries(adb) as queries:
            await AsyncCrud(Post, session).get(10, into=PostPublic)
    (statement,) = queries.statements
    assert statement.sites[0].path == __file__
