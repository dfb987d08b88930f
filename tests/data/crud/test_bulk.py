"""Many rows at a time, on three databases."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import event, func
from sqlmodel import select

from colonnade import (
    AsyncCrud,
    Crud,
    Database,
    ForeignKeyViolation,
    InvalidQuery,
    InvalidValue,
    UniqueViolation,
)
from colonnade.data.crud import copying
from tests.data.conftest import statements_of
from tests.data.taskboard import Account, Priority, Sample, Tag, Task, User


class TaskUpdate(BaseModel):
    title: str = "a default that nobody sent"
    points: int | None = None


@pytest.fixture
def seeded(db: Database) -> Database:
    """Three tasks."""
    with db.session() as session:
        Crud(User, session).create({"id": 1, "email": "ann"})
        for points, title in enumerate(["one", "two", "three"], start=1):
            Crud(Task, session).create({"title": title, "points": points, "user_id": 1})
    return db


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> int:
    """Batches of five rows, so that few rows make several."""
    monkeypatch.setattr(copying, "BATCH", 5)
    return 5


def points(db: Database) -> list[int]:
    with db.session() as session:
        return [task.points for task in Crud(Task, session).list(sort="points")]


def test_update_many_takes_one_statement(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        assert Crud(Task, session).update_many(Task.points > 1, values=TaskUpdate(points=9)) == 2
        assert len(sent) == 1
    assert points(seeded) == [1, 9, 9]


def test_update_many_leaves_what_was_not_sent(seeded: Database) -> None:
    with seeded.session() as session:
        Crud(Task, session).update_many(True, values=TaskUpdate(points=9))
        assert {task.title for task in Crud(Task, session).list()} == {"one", "two", "three"}


def test_update_many_shows_in_rows_at_hand(seeded: Database) -> None:
    with seeded.session() as session:
        task = Crud(Task, session).list(sort="points")[0]
        Crud(Task, session).update_many(Task.title == "one", values={"points": 9})
        assert task.points == 9


def test_update_many_with_nothing_sent_sends_nothing(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        assert Crud(Task, session).update_many(True, values=TaskUpdate()) == 0
        assert sent == []


def test_update_many_validates(seeded: Database) -> None:
    with seeded.session() as session, statements_of(seeded.engine) as sent:
        with pytest.raises(ValidationError):
            Crud(Task, session).update_many(True, values={"title": ""})
        with pytest.raises(InvalidValue, match="id cannot be changed"):
            Crud(Task, session).update_many(True, values={"id": 1})
        assert sent == []


def test_update_many_counts_versions_up(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        account = accounts.create({"balance": 1})
        accounts.update_many(Account.balance == 1, values={"balance": 2})
        assert (account.balance, account.version) == (2, 2)


def test_update_many_lets_listeners_see_each_row(seeded: Database) -> None:
    seen: list[Any] = []
    hear = lambda mapper, connection, row: seen.append(row.title)  # noqa: E731
    event.listen(Task, "before_update", hear)
    try:
        with seeded.session() as session:
            assert Crud(Task, session).update_many(Task.points > 1, values={"points": 9}) == 2
    finally:
        event.remove(Task, "before_update", hear)
    assert sorted(seen) == ["three", "two"]


def test_all_rows_must_be_said(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        with pytest.raises(InvalidQuery, match="No condition"):
            Crud(Task, session).update_many(values={"points": 1})
        with pytest.raises(InvalidQuery, match="True for all rows"):
            Crud(Task, session).delete_many()


def test_delete_many_of_soft_deleted_rows_takes_one_statement(seeded: Database) -> None:
    with seeded.session() as session:
        with statements_of(seeded.engine) as sent:
            assert Crud(Task, session).delete_many(Task.points > 1) == 2
        assert len(sent) == 1
        assert Crud(Task, session).delete_many(Task.points > 1) == 0
        deleted = select(Task).where(Task.points == 3).execution_options(include_deleted=True)
        assert session.exec(deleted).one().deleted_at is not None
    assert points(seeded) == [1]


def test_delete_many_deletes(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        accounts.create_many({"balance": n} for n in range(5))
        with statements_of(db.engine) as sent:
            assert accounts.delete_many(Account.balance >= 2) == 3
        assert (len(sent), accounts.count()) == (1, 2)


def test_delete_many_deletes_links_along(seeded: Database) -> None:
    with seeded.session() as session:
        tag = Crud(Tag, session).create({"name": "x"})
        task = Crud(Task, session).list()[0]
        task.tags.append(tag)
        session.flush()
        assert Crud(Tag, session).delete_many(Tag.name == "x") == 1
        assert Crud(Tag, session).count() == 0


def test_upsert_inserts(db: Database) -> None:
    with db.session() as session, statements_of(db.engine) as sent:
        account = Crud(Account, session).upsert({"id": 7, "balance": 1}, on=[Account.id])
        assert (account.id, account.balance, account.version) == (7, 1, 1)
        assert len(sent) == (2 if db.engine.dialect.name == "mysql" else 1)


def test_upsert_updates_what_was_sent(seeded: Database) -> None:
    with seeded.session() as session:
        task = Crud(Task, session).list(sort="points")[0]
        before = task.updated_at
        again = Crud(Task, session).upsert(
            {"id": task.id, "title": "new", "user_id": 1}, on=[Task.id]
        )
        assert again is task
        assert (task.title, task.points) == ("new", 1)
        assert task.updated_at >= before
        assert Crud(Task, session).count() == 3


def test_upsert_counts_versions_up(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        accounts.upsert({"id": 7, "balance": 1}, on=[Account.id])
        assert accounts.upsert({"id": 7, "balance": 2}, on=[Account.id]).version == 2


def test_upsert_of_nothing_but_the_key_gives_the_row(db: Database) -> None:
    with db.session() as session:
        tags = Crud(Tag, session)
        made = tags.upsert({"name": "x"}, on=[Tag.name])
        assert tags.upsert({"name": "x"}, on=[Tag.name]) is made


def test_upsert_leaves_a_deleted_row_alone(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        key = tasks.list(sort="points")[0].id
        tasks.delete(key)
        with pytest.raises(UniqueViolation):
            tasks.upsert({"id": key, "title": "new", "user_id": 1}, on=[Task.id])
        assert tasks.restore(key).title == "one"


def test_upsert_leaves_a_row_alone_that_another_key_found(db: Database) -> None:
    def taken() -> None:
        with db.session() as session:
            Crud(Tag, session).upsert({"id": 1, "name": "y"}, on=[Tag.name])

    with db.session() as session:
        Crud(Tag, session).create({"id": 1, "name": "x"})
    with pytest.raises(UniqueViolation):
        taken()
    with db.session() as session:
        assert [tag.name for tag in Crud(Tag, session).list()] == ["x"]


def test_upsert_needs_a_unique_key(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidQuery, match="no unique key"):
        Crud(Task, session).upsert({"title": "a", "user_id": 1}, on=[Task.title])


def test_upsert_needs_the_values_of_the_key(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidValue, match="id is needed"):
        Crud(Task, session).upsert({"title": "a", "user_id": 1}, on=[Task.id])


def test_upsert_validates(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(ValidationError):
        Crud(Tag, session).upsert({"name": 1}, on=[Tag.name])


def test_upsert_many_inserts_and_updates(db: Database, small_batches: int) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        accounts.create_many({"id": n, "balance": 0} for n in (2, 4))
        assert (
            accounts.upsert_many(({"id": n, "balance": n} for n in range(1, 13)), on=[Account.id])
            == 12
        )
    with db.session() as session:
        rows = Crud(Account, session).list()
        assert [(row.id, row.balance) for row in rows] == [(n, n) for n in range(1, 13)]
        assert [row.id for row in rows if row.version == 2] == [2, 4]


def test_upsert_many_is_all_or_nothing(seeded: Database) -> None:
    with seeded.session() as session:
        tasks = Crud(Task, session)
        key = tasks.list(sort="points")[0].id or 0
        tasks.delete(key)
        rows = [{"id": n, "title": "new", "user_id": 1} for n in (key + 100, key)]
        with pytest.raises(UniqueViolation):
            tasks.upsert_many(rows, on=[Task.id])
    assert points(seeded) == [2, 3]


def test_upsert_many_refuses_one_key_twice(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, pytest.raises(InvalidValue, match="same key"):
        Crud(Tag, session).upsert_many([{"name": "x"}, {"name": "x"}], on=[Tag.name])


def test_bulk_create_takes_a_statement_a_batch(db: Database, small_batches: int) -> None:
    with db.session() as session, statements_of(db.engine) as sent:
        assert Crud(Tag, session).bulk_create({"name": f"t{n}"} for n in range(12)) == 12
        inserts = [s for s in sent if s.startswith("INSERT")]
        # COPY goes past SQLAlchemy; the last two rows are too few for it.
        assert len(inserts) == (1 if db.engine.dialect.name == "postgresql" else 3)
    with db.session() as session:
        assert Crud(Tag, session).count() == 12


def test_bulk_create_takes_every_type(db: Database, small_batches: int) -> None:
    row = {
        "whole": 1, "text": "a\t\\b\n", "amount": "1.50", "moment": "2026-01-01T00:00:00Z", "day": "2026-01-01",
        "flag": True, "code": "12345678-1234-5678-1234-567812345678", "priority": "high", "maybe_float": 0.5,
    }  # fmt: skip
    with db.session() as session:
        Crud(Sample, session).bulk_create([row] * 5)
        one = Crud(Sample, session).create(row)
    with db.session() as session:
        for sample in Crud(Sample, session).list():
            assert sample.model_dump(exclude={"id"}) == one.model_dump(exclude={"id"})


def test_bulk_create_fills_defaults(seeded: Database, small_batches: int) -> None:
    with seeded.session() as session:
        Crud(Task, session).bulk_create({"title": f"b{n}", "user_id": 1} for n in range(6))
        made = Crud(Task, session).list(Task.title == "b0")[0]
        assert (made.priority, made.points) == (Priority.MEDIUM, 0)
        assert made.created_at.tzinfo is not None


def test_bulk_create_keeps_rows_with_and_without_a_key(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).bulk_create([{"name": "a"}, {"id": 900, "name": "b"}])
        assert Crud(Tag, session).get(900).name == "b"
        assert Crud(Tag, session).count() == 2


def test_bulk_create_validates_before_the_database_sees_a_batch(sqlite_db: Database) -> None:
    with sqlite_db.session() as session, statements_of(sqlite_db.engine) as sent:
        with pytest.raises(ValidationError):
            Crud(Tag, session).bulk_create([{"name": "a"}, {"name": 1}])
        assert sent == []


@pytest.mark.parametrize("rows", [2, 6])
def test_bulk_create_names_the_field_in_conflict(
    db: Database, small_batches: int, rows: int
) -> None:
    def fails() -> None:
        with db.session() as session:
            Crud(Tag, session).bulk_create([{"name": "a"}] * rows)

    with pytest.raises(UniqueViolation) as caught:
        fails()
    assert caught.value.field == "name"
    with db.session() as session:
        assert session.exec(select(func.count()).select_from(Tag)).one() == 0


@pytest.mark.anyio
@pytest.mark.parametrize("rows", [2, 6])
async def test_the_async_twins(async_url: str, small_batches: int, rows: int) -> None:
    db = Database(async_url)
    async with db.async_session() as session:
        tags = AsyncCrud(Tag, session)
        assert await tags.bulk_create({"name": f"t{n}"} for n in range(rows)) == rows
        assert await tags.upsert_many([{"name": "t0"}, {"name": "new"}], on=[Tag.name]) == 2
        assert (await tags.upsert({"name": "new"}, on=[Tag.name])).id is not None
        assert await tags.update_many(Tag.name == "new", values={"name": "newer"}) == 1
        assert await tags.delete_many(Tag.name == "newer") == 1
        assert await tags.count() == rows
    await db.aclose()


@pytest.mark.anyio
async def test_a_conflict_in_an_async_copy(async_url: str, small_batches: int) -> None:
    db = Database(async_url)

    async def fails() -> None:
        async with db.async_session() as session:
            await AsyncCrud(Tag, session).bulk_create([{"name": "a"}] * 5)

    with pytest.raises(UniqueViolation) as caught:
        await fails()
    assert caught.value.field == "name"
    await db.aclose()


@pytest.mark.anyio
async def test_a_missing_parent_in_a_copy(async_url: str, small_batches: int) -> None:
    db = Database(async_url)

    async def fails() -> None:
        async with db.async_session() as session:
            await AsyncCrud(Task, session).bulk_create([{"title": "a", "user_id": 9}] * 5)

    with pytest.raises(ForeignKeyViolation):
        await fails()
    await db.aclose()
