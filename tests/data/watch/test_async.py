"""In async sessions siblings are loaded where something waits for it, and an attribute that cannot wait says so."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.orm import defer

from colonnade import AsyncCrud, Crud, Database, LazyLoadRefused, Model, count_queries, load_for
from colonnade.data.watch.n_plus_one import n_plus_ones
from tests.data.conftest import DRIVERS, statements_of
from tests.data.watch.conftest import fill
from tests.data.watch.models import Author, Page, Post, metadata

pytestmark = pytest.mark.anyio


@pytest.fixture(params=DRIVERS)
async def adb(request: pytest.FixtureRequest, kept) -> AsyncIterator[Database]:
    """The authors and what they wrote, by each async driver in turn."""
    backend = request.param.partition("+")[0].replace("mysql", "mariadb")
    url = fill(kept(backend, metadata)).url.set(drivername=request.param)
    yield (db := Database(url.render_as_string(hide_password=False), metadata=metadata))
    await db.aclose()


def tags_of_all(session):
    return [
        tag.name
        for author in Crud(Author, session).list(sort="id")
        for post in author.posts
        for tag in post.tags
    ]


async def test_siblings_are_loaded_within_run_sync(adb):
    async with adb.async_session() as session:
        with statements_of(adb.async_engine.sync_engine) as sent:
            found = await session.run_sync(tags_of_all)
    assert len(found) == 9
    assert len(sent) == 3


async def test_a_plain_read_says_what_to_write(adb):
    async with adb.async_session() as session:
        author = await AsyncCrud(Author, session).get(1)
        with statements_of(adb.async_engine.sync_engine) as sent:
            with pytest.raises(LazyLoadRefused) as error:
                print(author.posts)
            assert len((await AsyncCrud(Author, session).get(1, load=[Author.posts])).posts) == 1
    assert error.value.message.startswith("Author.posts is not loaded, and an attribute cannot be")
    assert "test_async.py:" in error.value.message
    assert "load=[Author.posts]" in error.value.remedy
    assert len(sent) == 2


async def test_a_deferred_column_says_what_to_write(adb):
    async with adb.async_session() as session:
        page = (await AsyncCrud(Page, session).list(load=[defer(Page.text)]))[0]
        with pytest.raises(LazyLoadRefused, match=r"Page\.text is not loaded"):
            print(page.text)


async def test_what_is_loaded_along_is_read_without_waiting(adb):
    async with adb.async_session() as session:
        posts = await AsyncCrud(Post, session).list(load=[Post.author, Post.tags])
        assert {post.author.name for post in posts} == {f"author {n}" for n in range(1, 6)}


class TeamPublic(Model):
    name: str


class WriterPublic(Model):
    name: str
    team: TeamPublic


class CommentPublic(Model):
    author: WriterPublic


class PostPublic(Model):
    title: str
    comments: list[CommentPublic]


class AuthorPublic(Model):
    name: str
    posts: list[PostPublic]


async def test_four_levels_are_shown_in_a_known_number_of_statements(authors_db):
    load = load_for(Author, AuthorPublic)
    async with authors_db.async_session() as session:
        with count_queries(session) as queries:
            authors = await AsyncCrud(Author, session).list(sort="id", load=load)
            shown = [AuthorPublic.model_validate(author) for author in authors]
    await authors_db.aclose()
    assert shown[0].posts[0].comments[0].author.team.name == "red"
    assert queries.count == 3


async def test_awaited_statements_are_counted_with_their_lines(adb):
    async with adb.async_session() as session:
        with count_queries(session) as queries:
            for number in range(1, 4):
                await AsyncCrud(Author, session).get(number)
    (loop,) = n_plus_ones(queries.statements).values()
    assert (queries.count, loop.code, loop.place.path) == (3, "COLP103", __file__)


async def test_a_session_is_counted_without_those_of_other_tasks(adb):
    async def other():
        async with adb.async_session() as session:
            await AsyncCrud(Author, session).get(2)

    task = asyncio.create_task(other())
    async with adb.async_session() as session:
        with count_queries(session) as queries:
            await AsyncCrud(Author, session).get(1)
            await task
    assert queries.count == 1
