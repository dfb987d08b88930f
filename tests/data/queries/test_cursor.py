"""A cursor is opaque, signed, and good for the query it came from."""

import pytest

from colonnade import Crud, Database, InvalidQuery
from tests.data.taskboard import Tag, User


@pytest.fixture
def cursor(sqlite_db: Database) -> str:
    """The cursor of the second page of tags, two a page, by name."""
    with sqlite_db.session() as session:
        Crud(Tag, session).create_many({"name": f"t{n}"} for n in range(5))
        page = Crud(Tag, session).page(sort="name", size=2)
    assert page.next is not None
    return page.next


def test_it_works_in_another_process(sqlite_db: Database, cursor: str) -> None:
    again = Database(sqlite_db.url.render_as_string(hide_password=False))
    with again.session() as session:
        page = Crud(Tag, session).page(sort="name", size=2, after=cursor)
        assert [tag.name for tag in page.items] == ["t2", "t3"]
    again.dispose()


def test_the_size_may_change(sqlite_db: Database, cursor: str) -> None:
    with sqlite_db.session() as session:
        assert len(Crud(Tag, session).page(sort="name", size=9, after=cursor).items) == 3


@pytest.mark.parametrize("sort", ["-name", "id", "name,-id"])
def test_another_order_refuses_it(sqlite_db: Database, cursor: str, sort: str) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery, match="does not belong"):
        Crud(Tag, session).page(sort=sort, size=2, after=cursor)


def test_another_filter_refuses_it(sqlite_db: Database, cursor: str) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery):
        Crud(Tag, session).page(Tag.name != "t1", sort="name", after=cursor)


def test_another_value_in_a_filter_refuses_it(sqlite_db: Database, cursor: str) -> None:
    with sqlite_db.session() as session:
        tags = Crud(Tag, session)
        first = tags.page(Tag.name != "t1", sort="name", size=1)
        assert tags.page(Tag.name != "t1", sort="name", size=1, after=first.next).items
        with pytest.raises(InvalidQuery):
            tags.page(Tag.name != "t2", sort="name", size=1, after=first.next)


def test_another_search_refuses_it(sqlite_db: Database, cursor: str) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery):
        Crud(Tag, session).page(sort="name", search="t", after=cursor)


def test_another_model_refuses_it(sqlite_db: Database, cursor: str) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery):
        Crud(User, session).page(after=cursor)


@pytest.mark.parametrize("broken", ["x", "ä", "====", "a" * 400, "\0"])
def test_nonsense_is_refused(sqlite_db: Database, broken: str) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery) as caught:
        Crud(Tag, session).page(sort="name", after=broken)
    assert caught.value.field == "after"


def test_a_changed_cursor_is_refused(sqlite_db: Database, cursor: str) -> None:
    for place in range(0, len(cursor), 5):
        letter = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + letter + cursor[place + 1 :]
        with sqlite_db.session() as session, pytest.raises(InvalidQuery):
            Crud(Tag, session).page(sort="name", size=2, after=changed)


def test_it_fits_into_a_url(cursor: str) -> None:
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
