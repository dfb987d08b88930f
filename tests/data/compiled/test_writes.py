"""Writes that answer with a schema do exactly what a flush does, in one statement."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import event
from sqlalchemy.exc import PendingRollbackError

from colonnade import (
    AsyncCrud,
    Crud,
    Database,
    InvalidValue,
    NotFound,
    StaleUpdate,
    UniqueViolation,
)
from tests.data.compiled.schemas import TaskPublic, TaskWithTags, TaskWithUser
from tests.data.conftest import statements_of
from tests.data.taskboard import Account, Priority, Tag, Task, User

NEW = {"title": "new", "user_id": 1}


class AccountPublic(BaseModel):
    id: int
    balance: int
    version: int


class Times(BaseModel):
    id: int
    title: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


@pytest.fixture
def users(db: Database) -> Database:
    with db.session() as session:
        session.add(User(email="ann"))
        session.add_all([Tag(name="x"), Tag(name="y")])
    return db


def rounded(shown: BaseModel) -> dict[str, Any]:
    """What is shown, with moments as MariaDB keeps them: in whole seconds."""
    return {
        name: value.replace(microsecond=0) if isinstance(value, datetime) else value
        for name, value in shown
    }


def updates_in_one(db: Database) -> bool:
    return db.engine.dialect.update_returning


def test_create_takes_one_statement_and_answers_with_what_is_stored(users: Database) -> None:
    with users.session() as session, statements_of(users.engine) as sent:
        shown = Crud(Task, session).create(NEW, into=TaskPublic)
        assert len(sent) == 1
        stored = Crud(Task, session).get(shown.id, into=TaskPublic)
        assert rounded(shown) == rounded(stored)
        assert (shown.points, shown.priority) == (0, Priority.MEDIUM)
        assert shown.created_at.tzinfo == UTC


def test_create_with_rows_and_collections_that_are_shown(users: Database) -> None:
    with users.session() as session:
        tasks = Crud(Task, session)
        assert tasks.create(NEW, into=TaskWithUser).user.email == "ann"
        assert tasks.create(NEW, into=TaskWithTags).tags == []
        tagged = tasks.create({**NEW, "tag_ids": [1, 2]}, into=TaskWithTags)
        assert {tag.name for tag in tagged.tags} == {"x", "y"}


def test_create_does_not_ask_for_rows_that_cannot_be_there(users: Database) -> None:
    with users.session() as session, statements_of(users.engine) as sent:
        assert Crud(Task, session).create(NEW, into=TaskWithTags).tags == []
    assert len(sent) == 1


def test_create_is_part_of_the_unit(users: Database) -> None:
    with users.session() as session:
        Crud(Task, session).create(NEW, into=TaskPublic)
        session.rollback()
        assert Crud(Task, session).count() == 0
        Crud(Task, session).create(NEW, into=TaskPublic)
    with users.session() as session:
        assert Crud(Task, session).count() == 1


def test_create_validates_before_the_database_sees_it(users: Database) -> None:
    with users.session() as session, statements_of(users.engine) as sent:
        with pytest.raises(ValidationError):
            Crud(Task, session).create({**NEW, "title": ""}, into=TaskPublic)
        with pytest.raises(ValidationError, match="titel"):
            Crud(Task, session).create({**NEW, "titel": "a"}, into=TaskPublic)
        assert sent == []


def test_create_counts_versions_from_one(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        assert accounts.create({"balance": 1, "version": 7}, into=AccountPublic).version == 1
        assert accounts.create({"balance": 1, "version": 7}).version == 1


def test_a_failed_create_leaves_a_unit_that_cannot_be_committed(users: Database) -> None:
    with users.session() as session:
        Crud(Tag, session).create({"name": "z"}, into=TagName)
        with pytest.raises(UniqueViolation) as caught:
            Crud(Tag, session).create({"name": "x"}, into=TagName)
        assert caught.value.field == "name"
        with pytest.raises(PendingRollbackError):
            session.commit()
        session.rollback()
        assert Crud(Tag, session).count() == 2


class TagName(BaseModel):
    name: str


@pytest.mark.parametrize("name", ["before_flush", "after_flush", "after_flush_postexec"])
def test_who_listens_to_flushes_hears_of_it(users: Database, name: str) -> None:
    heard: list[Any] = []
    with users.session() as session:
        event.listen(session, name, lambda *args: heard.append(args))
        Crud(Task, session).create(NEW, into=TaskPublic)
    assert heard


def test_who_listens_to_inserts_and_updates_hears_of_them(users: Database) -> None:
    heard: list[Any] = []

    def listen(mapper: object, connection: object, row: Task) -> None:
        heard.append(row.title)

    event.listen(Task, "before_insert", listen)
    event.listen(Task, "before_update", listen)
    try:
        with users.session() as session:
            made = Crud(Task, session).create(NEW, into=TaskPublic)
        with users.session() as session:
            Crud(Task, session).update(made.id, {"title": "b"}, into=TaskPublic)
    finally:
        event.remove(Task, "before_insert", listen)
        event.remove(Task, "before_update", listen)
    assert heard == ["new", "b"]


def test_update_changes_what_was_sent_in_one_statement(users: Database) -> None:
    with users.session() as session:
        made = Crud(Task, session).create(NEW, into=Times)
    with users.session() as session, statements_of(users.engine) as sent:
        shown = Crud(Task, session).update(made.id, {"title": "b"}, into=Times)
        assert len(sent) == (1 if updates_in_one(users) else 2)
        assert shown.title == "b"
        assert rounded(shown)["created_at"] == rounded(made)["created_at"]
        assert rounded(shown)["updated_at"] >= rounded(made)["updated_at"]


def test_update_shows_rows_and_collections(users: Database) -> None:
    with users.session() as session:
        key = Crud(Task, session).create({**NEW, "tag_ids": [2]}, into=TaskPublic).id
    with users.session() as session:
        tasks = Crud(Task, session)
        assert tasks.update(key, {"points": 1}, into=TaskWithUser).user.email == "ann"
        assert [tag.id for tag in tasks.update(key, {"points": 2}, into=TaskWithTags).tags] == [2]
        assert [t.id for t in tasks.update(key, {"tag_ids": [1]}, into=TaskWithTags).tags] == [1]


def test_update_with_nothing_sent_answers_with_the_row(users: Database) -> None:
    with users.session() as session:
        tasks = Crud(Task, session)
        made = tasks.create(NEW, into=TaskPublic)
        assert rounded(tasks.update(made.id, {}, into=TaskPublic)) == rounded(made)


def test_update_refuses_what_update_refuses(users: Database) -> None:
    with users.session() as session:
        tasks = Crud(Task, session)
        key = tasks.create(NEW, into=TaskPublic).id
        with pytest.raises(ValidationError):
            tasks.update(key, {"title": ""}, into=TaskPublic)
        with pytest.raises(InvalidValue, match="id cannot be changed"):
            tasks.update(key, {"id": 5}, into=TaskPublic)
        with pytest.raises(NotFound):
            tasks.update(999, {"points": 1}, into=TaskPublic)
        tasks.delete(key)
        with pytest.raises(NotFound):
            tasks.update(key, {"points": 1}, into=TaskPublic)


def test_update_counts_versions_and_refuses_stale_ones(db: Database) -> None:
    with db.session() as session:
        accounts = Crud(Account, session)
        key = accounts.create({"balance": 1}, into=AccountPublic).id
        assert accounts.update(key, {"balance": 2}, into=AccountPublic).version == 2
        assert accounts.update(key, {"balance": 3}, version=2, into=AccountPublic).version == 3
        with pytest.raises(StaleUpdate):
            accounts.update(key, {"balance": 4}, version=2, into=AccountPublic)


def test_update_shows_in_instances_that_the_session_has(users: Database) -> None:
    with users.session() as session:
        tasks = Crud(Task, session)
        row = tasks.create(NEW)
        assert tasks.update(row.id, {"points": 9}, into=TaskPublic).points == 9
        assert row.points == 9


@pytest.mark.anyio
async def test_awaited(async_url: str) -> None:
    db = Database(async_url)
    async with db.async_session() as session:
        user = await AsyncCrud(User, session).create({"email": "ann"})
        tasks = AsyncCrud(Task, session)
        made = await tasks.create({"title": "a", "user_id": user.id}, into=TaskWithTags)
        changed = await tasks.update(made.id, {"title": "b"}, into=TaskWithTags)
        assert (changed.title, changed.tags) == ("b", [])
    await db.aclose()
