"""A unit of work warns of the loops that it sent, where the settings ask for it."""

import pytest

from colonnade import AsyncCrud, Crud, Database
from tests.data.watch.models import Author, Post


def warning(db: Database, **settings: object) -> Database:
    """The same database, whose units warn."""
    asked = db.settings.model_copy(update={"warn_n_plus_one": True, **settings})
    return Database(
        db.url.render_as_string(hide_password=False), settings=asked, metadata=db.metadata
    )


def test_a_loop_is_told_with_its_line(authors_db, caplog):
    db = warning(authors_db, lazy_loads="single")
    with db.session() as session:
        for author in Crud(Author, session).list():
            list(author.posts)
    db.dispose()
    (record,) = caplog.records
    assert record.name == "colonnade.watch"
    assert record.getMessage().startswith(f"N+1 at {__file__}:")
    assert record.getMessage().endswith(
        ": list(author.posts): Author.posts is read one by one, 5 times."
        " Load it along: load=[Author.posts]."
    )


def test_a_unit_without_a_loop_says_nothing(authors_db, caplog):
    db = warning(authors_db)
    for number in range(5):
        with db.session() as session:
            list(Crud(Author, session).get(1 + number).posts)
    db.dispose()
    assert not caplog.records


@pytest.mark.anyio
async def test_it_holds_for_async_sessions(authors_db, caplog):
    db = warning(authors_db)
    async with db.async_session() as session:
        for number in range(1, 4):
            await AsyncCrud(Post, session).get(number * 10)
    await db.aclose()
    assert "The same SELECT is sent 3 times" in caplog.text
