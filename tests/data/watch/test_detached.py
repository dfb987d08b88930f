"""An attribute that is read when the unit of work is over says what to load along."""

from typing import Any

import pytest
from sqlalchemy.orm import defer, load_only, selectinload, undefer
from sqlalchemy.orm.exc import DetachedInstanceError

from colonnade import AsyncCrud, Crud, Database, LazyLoadRefused
from tests.data.kept import Kept
from tests.data.watch.conftest import fill
from tests.data.watch.models import Author, Page, Post, metadata


@pytest.fixture
def filled(kept: Kept) -> Database:
    return fill(kept("sqlite", metadata))


def test_a_relationship_is_named_with_the_line(filled: Database) -> None:
    with filled.session() as session:
        author = Crud(Author, session).get(1)
    with pytest.raises(LazyLoadRefused) as caught:
        print(author.posts)
    assert caught.value.message.startswith("Author.posts is not loaded, and its unit of work is")
    assert "test_detached.py:" in caught.value.message
    assert "load=[Author.posts]" in caught.value.remedy
    assert isinstance(caught.value.__cause__, DetachedInstanceError)


def test_a_relationship_below_another_is_named_with_the_way(filled: Database) -> None:
    with filled.session() as session:
        (author, *_) = Crud(Author, session).list(load=[Author.posts])
    with pytest.raises(LazyLoadRefused, match=r"Author\.posts\)\.selectinload\(Post\.tags"):
        print(author.posts[0].tags)


def test_what_is_loaded_is_read(filled: Database) -> None:
    with filled.session() as session:
        author = Crud(Author, session).get(1, load=[selectinload(Author.posts)])  # type: ignore[arg-type]
    assert isinstance(author.posts[0], Post)


@pytest.mark.parametrize("without", [defer(Page.text), load_only(Page.notes)])  # type: ignore[arg-type]
def test_a_column_that_was_left_out_is_named_with_the_remedy(
    filled: Database, without: Any
) -> None:
    with filled.session() as session:
        (page, *_) = Crud(Page, session).list(load=[without])
    with pytest.raises(LazyLoadRefused, match=r"^Page\.text is not loaded, and its unit") as caught:
        print(page.text)
    assert "load=[undefer(Page.text)]" in caught.value.remedy


def test_the_remedy_loads_the_column(filled: Database) -> None:
    with filled.session() as session:
        (page, *_) = Crud(Page, session).list(load=[load_only(Page.notes), undefer(Page.text)])  # type: ignore[arg-type]
    assert page.text == "a1"


def test_an_expired_column_says_to_read_the_row_again(filled: Database) -> None:
    with filled.session() as session:
        author = Crud(Author, session).get(1)
        session.expire(author)
    with pytest.raises(LazyLoadRefused, match=r"^Author\.name is not loaded") as caught:
        print(author.name)
    assert caught.value.remedy.startswith("Read the row again")


@pytest.mark.anyio
async def test_it_is_said_after_an_async_unit(filled: Database) -> None:
    url = filled.url.set(drivername="sqlite+aiosqlite").render_as_string(hide_password=False)
    db = Database(url, metadata=metadata)
    async with db.async_session() as session:
        author = await AsyncCrud(Author, session).get(1)
    with pytest.raises(LazyLoadRefused, match="unit of work is over"):
        print(author.posts)
    await db.aclose()
