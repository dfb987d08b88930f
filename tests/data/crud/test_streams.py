"""Rows one by one: every row once, in order, and never many of them in memory."""

from typing import Any

import pytest
from sqlalchemy import event

from colonnade import AsyncCrud, Crud, Database, InvalidQuery
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag, Task, User


@pytest.fixture
def tasks(db: Database) -> Database:
    """Twelve tasks, of which two are deleted and one has tags."""
    with db.session() as session:
        Crud(User, session).create({"id": 1, "email": "ann"})
        made = Crud(Task, session).create_many(
            {"title": f"t{n}", "points": n // 3, "user_id": 1} for n in range(12)
        )
        made[0].tags = [Tag(name="x"), Tag(name="y")]
        session.flush()
        for task in made[10:]:
            Crud(Task, session).delete(task.id)
    return db


@pytest.mark.parametrize("batch", [1, 3, 5, 10, 1000])
def test_every_row_comes_once_and_in_order(tasks: Database, batch: int) -> None:
    with tasks.session() as session:
        rows = [*Crud(Task, session).stream(Task.points > 0, sort="-points", batch=batch)]
        assert [row.title for row in rows] == ["t9", "t8", "t7", "t6", "t5", "t4", "t3"]


def test_no_more_than_a_batch_is_in_memory(tasks: Database) -> None:
    with tasks.session() as session:
        sizes = {len(session.identity_map) for _ in Crud(Task, session).stream(batch=2)}
        assert max(sizes) <= 4


def test_collections_take_a_statement_a_batch(tasks: Database) -> None:
    with tasks.session() as session, statements_of(tasks.engine) as sent:
        rows = Crud(Task, session).stream(batch=5, load=[Task.user, Task.tags])
        assert [len(row.tags) for row in rows] == [2] + 9 * [0]
        assert len([s for s in sent if "task_tags" in s]) == 2


def test_rows_are_written_while_others_come(tasks: Database) -> None:
    with tasks.session() as session:
        crud = Crud(Task, session)
        for task in crud.stream(batch=3):
            crud.update(task, {"points": 100})
    with tasks.session() as session:
        assert Crud(Task, session).count(Task.points == 100) == 10


def test_a_stream_may_be_left(tasks: Database) -> None:
    with tasks.session() as session:
        assert next(Crud(Task, session).stream(batch=2)).title == "t0"
        assert Crud(Task, session).count() == 10


def test_postgresql_keeps_the_rows_on_the_server(postgresql_db: Database) -> None:
    cursors: list[str] = []

    def note(connection: Any, cursor: Any, *rest: Any) -> None:
        cursors.append(type(cursor).__name__)

    event.listen(postgresql_db.engine, "before_cursor_execute", note)
    with postgresql_db.session() as session:
        assert [*Crud(Tag, session).stream()] == []
    event.remove(postgresql_db.engine, "before_cursor_execute", note)
    assert cursors == ["ServerCursor"]


def test_a_wrong_stream_is_refused_before_it_begins(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        with pytest.raises(InvalidQuery, match="cannot be sorted"):
            Crud(Task, session).stream(sort="tilte")
        with pytest.raises(InvalidQuery, match="at least one row"):
            Crud(Task, session).stream(batch=0)


@pytest.mark.anyio
async def test_the_async_twin(async_url: str) -> None:
    db = Database(async_url)
    async with db.async_session() as session:
        tags = AsyncCrud(Tag, session)
        await tags.create_many({"name": f"t{n}"} for n in range(7))
        found = [tag.name async for tag in tags.stream(Tag.name != "t3", sort="-name", batch=2)]
        assert found == ["t6", "t5", "t4", "t2", "t1", "t0"]
        async for tag in tags.stream(batch=2):
            await tags.update(tag, {"name": tag.name.upper()})
        assert await tags.count(Tag.name == "T6") == 1
        with pytest.raises(InvalidQuery):
            tags.stream(batch=0)
    await db.aclose()
