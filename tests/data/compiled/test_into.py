"""`Crud` and `AsyncCrud` answer with a schema where they are asked to."""

import pytest
from sqlalchemy import func
from sqlmodel import col

from colonnade import AsyncCrud, Crud, Database, InvalidQuery, NotFound
from tests.data.compiled.schemas import TaskPublic, TaskWithTags, TaskWithUser, UserPublic
from tests.data.taskboard import Tag, Task, User


def seed(db: Database) -> int:
    with db.session() as session:
        user = User(email="ann")
        user.tasks = [Task(title=f"t{n}", points=n, tags=[Tag(name=f"x{n}")]) for n in range(5)]
        session.add(user)
        session.flush()
        return user.tasks[0].id or 0


def test_every_read_answers_with_the_schema(db: Database) -> None:
    first = seed(db)
    with db.session() as session:
        tasks = Crud(Task, session)
        assert tasks.get(first, into=TaskWithUser).user == UserPublic(id=1, email="ann")
        assert tasks.get_or_none(999, into=TaskPublic) is None
        assert [t.points for t in tasks.list(Task.points > 2, sort="-points", into=TaskPublic)] == [
            4,
            3,
        ]
        page = tasks.page(search="t", size=2, total=True, into=TaskWithTags)
        assert [[tag.name for tag in task.tags] for task in page.items] == [["x0"], ["x1"]]
        assert page.total == 5


def test_a_missing_row_is_not_found(db: Database) -> None:
    with db.session() as session, pytest.raises(NotFound, match="Task not found"):
        Crud(Task, session).get(1, into=TaskPublic)


def test_a_wrong_key_sort_or_cursor_is_refused(db: Database) -> None:
    with db.session() as session:
        tasks = Crud(Task, session)
        with pytest.raises(InvalidQuery, match=r"\(id\)"):
            tasks.get((1, 2), into=TaskPublic)
        with pytest.raises(InvalidQuery, match="cannot be sorted"):
            tasks.page(sort="nothing", into=TaskPublic)
        with pytest.raises(InvalidQuery, match="does not belong"):
            tasks.page(after="abc", into=TaskPublic)


def test_a_cursor_is_good_for_both_ways(db: Database) -> None:
    seed(db)
    with db.session() as session:
        tasks = Crud(Task, session)
        shown = tasks.page(Task.points >= 1, sort="-points", size=2, into=TaskPublic)
        rows = tasks.page(Task.points >= 1, sort="-points", size=2)
        assert (shown.next, shown.previous) == (rows.next, rows.previous)
        again = tasks.page(
            Task.points >= 1, sort="-points", size=2, after=rows.next, into=TaskPublic
        )
        assert [task.points for task in again.items] == [2, 1]


def test_pages_by_offset_with_a_capped_total(db: Database) -> None:
    seed(db)
    with db.session() as session:
        tasks = Crud(Task, session)
        page = tasks.page(sort="points", size=2, offset=2, total=3, into=TaskPublic)
        assert ([task.points for task in page.items], page.total) == ([2, 3], 3)
        assert tasks.page(offset=9, total=True, into=TaskPublic).total == 5


def test_a_function_that_may_do_more_than_read_gets_a_transaction(postgresql_db: Database) -> None:
    seed(postgresql_db)
    with postgresql_db.session() as session:
        locked = func.pg_advisory_xact_lock_shared(col(Task.id)).is_not(None)
        Crud(Task, session).list(locked, into=TaskPublic)
        assert session.in_transaction()


@pytest.mark.anyio
async def test_awaited(async_url: str) -> None:
    db = Database(async_url)
    first = seed(db)
    async with db.async_session() as session:
        tasks = AsyncCrud(Task, session)
        for _ in range(2):
            assert (await tasks.get(first, into=TaskWithTags)).tags[0].name == "x0"
        page = await tasks.page(
            Task.points < 4, sort="-points", size=3, total=True, into=TaskWithTags
        )
        assert ([task.points for task in page.items], page.total) == ([3, 2, 1], 4)
        last = await tasks.page(Task.points < 4, sort="-points", after=page.next, into=TaskPublic)
        assert [task.title for task in last.items] == ["t0"]
    await db.aclose()
