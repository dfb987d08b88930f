"""What a block sends is counted, with the line of each statement; loops are named with what to write instead."""

from operator import attrgetter

import pytest
from sqlalchemy import update
from sqlmodel import select

from colonnade import Crud, Database, Model, NotFound, assert_max_queries, count_queries
from colonnade.data.watch.n_plus_one import n_plus_ones
from tests.data.watch.models import Author, Post, Team, metadata


class PostPublic(Model):
    title: str
    comments: list["CommentPublic"]


class CommentPublic(Model):
    id: int


def test_statements_are_counted_without_those_of_the_transaction(filled):
    with count_queries(filled) as queries, filled.session() as session, session.begin_nested():
        Crud(Author, session).get(1)
        Crud(Author, session).update(2, {"name": "new"}, into=None)
        Crud(Post, session).list(into=PostPublic)
    returning = filled.engine.dialect.update_returning
    assert queries.count == (4 if returning else 5)


def test_each_has_its_lines(authors_db):
    def chosen(session):
        return Crud(Author, session).get(1)

    with count_queries(authors_db) as queries, authors_db.session() as session:
        chosen(session)
    (statement,) = queries.statements
    here, caller, *_ = statement.sites
    assert here.path == caller.path == __file__
    assert here.function.endswith("chosen")
    assert (caller.line, statement.loaded) > (here.line, "")


@pytest.mark.parametrize("of", ["db", "engine", "session", "all"])
def test_what_is_watched_may_be_each_of_these(authors_db, of):
    with authors_db.session() as session:
        on = {"db": authors_db, "engine": authors_db.engine, "session": session, "all": None}[of]
        with count_queries(on) as queries:
            Crud(Author, session).get(1)
    assert queries.count == 1


def test_afterwards_nothing_listens(authors_db):
    with count_queries(authors_db) as queries:
        pass
    with authors_db.session() as session:
        Crud(Author, session).get(1)
    assert queries.count == 0
    assert not authors_db.engine.dispatch.before_cursor_execute


def test_a_budget_that_is_exceeded_says_by_what(authors_db):
    def exceed(session):
        with assert_max_queries(2, authors_db):
            for author in Crud(Author, session).list():
                list(author.posts)

    with authors_db.session(lazy_loads="single") as session, pytest.raises(AssertionError) as error:
        exceed(session)
    lines = str(error.value).splitlines()
    assert lines[0] == "Statements sent: 6, allowed: 2."
    assert lines[2].startswith("5 x SELECT post.")
    assert f"{__file__}:" in lines[3]
    assert lines[3].endswith(": list(author.posts)")
    assert (
        "    N+1: Author.posts is read one by one, 5 times."
        " Load it along: load=[Author.posts]." in lines
    )


def test_the_list_on_the_line_of_a_loop_is_no_loop(authors_db):
    with (
        pytest.raises(AssertionError) as failure,
        assert_max_queries(1, authors_db),
        authors_db.session(lazy_loads="single") as session,
    ):
        print([*map(attrgetter("posts"), Crud(Author, session).list())])
    loop, listed = str(failure.value).split("\n\n")[1:]
    assert "N+1: Author.posts is read one by one" in loop
    assert listed.startswith("1 x SELECT author.id")
    assert "N+1" not in listed


def test_a_budget_that_is_kept_says_nothing(authors_db):
    with assert_max_queries(1), authors_db.session() as session:
        Crud(Author, session).get(1)


def test_an_error_of_the_block_is_the_error(authors_db):
    with pytest.raises(NotFound), assert_max_queries(0), authors_db.session() as session:
        Crud(Author, session).get(99)


LOOPS = {
    "by key": lambda session: [Crud(Author, session).get(n) for n in range(1, 6)],
    "by a condition": lambda session: [
        session.exec(select(Post).where(Post.author_id == n)).all() for n in range(1, 6)
    ],
    "the first row of each": lambda session: [
        session.exec(select(Post).where(Post.author_id == n).limit(1)).all() for n in range(1, 6)
    ],
    "a key beside a list": lambda session: [
        session.exec(select(Post).where(Post.author_id == n, Post.title.in_(["a", "b"]))).all()
        for n in range(1, 6)
    ],
    "into a schema": lambda session: [
        Crud(Post, session).get(n * 10, into=PostPublic) for n in range(1, 6)
    ],
}


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_of_selects_is_found(filled, loop):
    with count_queries(filled) as queries, filled.session() as session:
        LOOPS[loop](session)
    found = n_plus_ones(queries.statements).values()
    assert {"5 times" in loop.message for loop in found} == {True}
    assert {loop.place.path for loop in found} == {__file__}


CLEAN = {
    "siblings": lambda session: [len(a.posts) for a in Crud(Author, session).list()],
    "a page after the other": lambda session: [
        Crud(Post, session).page(size=3, offset=3 * n, sort="id", into=PostPublic) for n in range(4)
    ],
    "chunks of keys": lambda session: [
        Crud(Author, session).list(Author.id.in_([n, n + 1])) for n in range(4)
    ],
    "the same again": lambda session: [
        session.exec(select(Author.id).where(Author.name == "x")).all() for _ in range(4)
    ],
    "a stream": lambda session: [post.title for post in Crud(Post, session).stream(batch=2)],
    "writes": lambda session: [
        session.execute(update(Team).where(Team.id == n).values(name="x")) for n in range(4)
    ],
    "twice": lambda session: [Crud(Author, session).get(n) for n in (1, 2)],
}


@pytest.mark.parametrize("work", CLEAN)
def test_what_is_no_loop_is_not_accused(filled, work):
    with count_queries(filled) as queries, filled.session() as session:
        CLEAN[work](session)
    assert not n_plus_ones(queries.statements)


def test_a_change_of_tables_is_counted(sqlite_url):
    db = Database(sqlite_url, metadata=metadata)
    with count_queries(db) as queries:
        db.create_all(metadata)
    db.dispose()
    assert any(one.text.strip().startswith("CREATE TABLE") for one in queries.statements)


def test_no_value_is_kept(authors_db):
    with count_queries(authors_db) as queries, authors_db.session() as session:
        session.exec(select(Author).where(Author.name == "a secret")).all()
    assert "a secret" not in repr(queries)
