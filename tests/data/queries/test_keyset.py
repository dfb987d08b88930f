"""Keyset pages hold every row exactly once and in order, whatever is sorted by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from colonnade import EVERYONE, Crud, Database, Page
from tests.data import taskboard
from tests.data.taskboard import Priority, Sample

FIELDS = list(Sample.model_fields)

ROWS = st.fixed_dictionaries(
    {
        "whole": st.integers(-2, 2),
        "text": st.sampled_from(["", "a", "A", "b", "ä", "%", "a b"]),
        "maybe_text": st.sampled_from([None, "x", "y"]),
        "maybe_float": st.sampled_from([None, 0.1, 0.30000000000000004, -1.5]),
        "amount": st.sampled_from([Decimal("0.10"), Decimal("0.20"), Decimal("-3.00")]),
        "moment": st.sampled_from(
            [None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, 3, tzinfo=UTC)]
        ),
        "day": st.sampled_from([None, date(2026, 1, 1), date(2025, 1, 1)]),
        "flag": st.booleans(),
        "code": st.sampled_from([None, UUID(int=1), UUID(int=2)]),
        "priority": st.sampled_from([None, *Priority]),
    }
)
SORTS = st.lists(
    st.tuples(st.sampled_from(["", "-"]), st.sampled_from(FIELDS)).map("".join), max_size=4
)


def walk(crud: Crud[Sample], sort: list[str], size: int) -> Iterator[Page[Sample]]:
    """All pages, from the first to the last."""
    page = crud.page(sort=sort, size=size)
    yield page
    while page.next:
        page = crud.page(sort=sort, size=size, after=page.next)
        yield page


def ids(rows: list[Sample]) -> list[Any]:
    return [row.id for row in rows]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROWS, max_size=12), sort=SORTS, size=st.integers(1, 5))
def test_every_row_is_on_exactly_one_page_in_order(
    db: Database, rows: list[dict[str, Any]], sort: list[str], size: int
) -> None:
    with db.session() as session:
        session.exec(delete(Sample))
        if rows:
            session.execute(insert(Sample), rows)
        crud = Crud(Sample, session)
        pages = list(walk(crud, sort, size))
        assert [i for page in pages for i in ids(page.items)] == ids(crud.list(sort=sort))
        assert len(pages) == max(1, -(-len(rows) // size))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROWS, min_size=1, max_size=10), sort=SORTS, size=st.integers(1, 4))
def test_the_way_back_shows_the_same_rows(
    db: Database, rows: list[dict[str, Any]], sort: list[str], size: int
) -> None:
    with db.session() as session:
        session.exec(delete(Sample))
        session.execute(insert(Sample), rows)
        crud = Crud(Sample, session)
        page = list(walk(crud, sort, size))[-1]
        seen = ids(page.items)
        while page.previous:
            page = crud.page(sort=sort, size=size, after=page.previous)
            seen = ids(page.items) + seen
        assert seen == ids(crud.list(sort=sort))
        assert page.next is None or len(rows) > size


CHANGES = st.lists(st.tuples(st.sets(st.integers(0, 11)), st.lists(ROWS, max_size=3)), max_size=6)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=12),
    sort=SORTS,
    size=st.integers(1, 4),
    changes=CHANGES,
)
def test_rows_that_stay_are_seen_once_while_others_come_and_go(
    db: Database,
    rows: list[dict[str, Any]],
    sort: list[str],
    size: int,
    changes: list[tuple[set[int], list[dict[str, Any]]]],
) -> None:
    with db.session() as session:
        session.exec(delete(Sample))
        session.execute(insert(Sample), rows)
        crud = Crud(Sample, session)
        staying = ids(crud.list(sort=sort))
        numbers = sorted(staying)
        # Numbers that no row of this test had: SQLite gives that of a row that is gone again.
        unused = count(numbers[-1] + 1000)
        seen: list[Any] = []
        for page in walk(crud, sort, size):
            seen += ids(page.items)
            gone, come = changes.pop() if changes else (set(), [])
            keys = {numbers[n] for n in gone if n < len(numbers)}
            session.exec(delete(Sample).where(Sample.id.in_(keys)))
            staying = [key for key in staying if key not in keys]
            for row in come:
                session.execute(insert(Sample), {**row, "id": next(unused)})
        assert len(seen) == len(set(seen))
        assert [key for key in seen if key in staying] == staying


def test_rows_that_the_database_stamped_itself_are_not_lost(db: Database) -> None:
    """SQLite's own now() writes no fraction of a second, SQLAlchemy does."""
    with db.session(owner=EVERYONE) as session:
        session.exec(text("INSERT INTO users (email, hashed_password) VALUES ('a', '')"))
        user = Crud(taskboard.User, session).list()[0]
        for n in range(3):
            session.exec(
                text(
                    "INSERT INTO tasks (title, points, priority, user_id)"
                    f" VALUES ('raw {n}', 0, 'low', {user.id})"
                )
            )
        Crud(taskboard.Task, session).create({"title": "made", "user_id": user.id})
    with db.session() as session:
        crud = Crud(taskboard.Task, session)
        first = crud.page(sort="created_at", size=2)
        second = crud.page(sort="created_at", size=2, after=first.next)
        assert sorted(t.title for t in first.items + second.items) == [
            "made",
            "raw 0",
            "raw 1",
            "raw 2",
        ]


def test_rows_that_come_and_go_move_no_other_row(db: Database) -> None:
    with db.session() as session:
        crud = Crud(Sample, session)
        row = {"text": "t", "amount": Decimal(1)}
        made = crud.create_many([{**row, "whole": n} for n in range(10)])
        first = crud.page(sort="whole", size=4)
        session.exec(delete(Sample).where(Sample.whole.in_([1, 3, 5])))
        crud.create({**row, "whole": 0})
        second = crud.page(sort="whole", size=4, after=first.next)
        assert ids(second.items) == [made[n].id for n in (4, 6, 7, 8)]
