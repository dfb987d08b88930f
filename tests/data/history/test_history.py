"""The history of rows: what it sees, who it names, and whom it tells."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, text, update

from colonnade import EVERYONE, AsyncCrud, Crud, Database, HistoryEntry, ModelError, ReadOnly
from colonnade.errors import InvalidQuery, OutOfScope, ScopeRequired
from tests.data.history import models
from tests.data.history.models import Label, Paper, Task, Urgency, User

KEY = UUID(int=7)


def entries(db: Database, model: Any = Task, key: Any = 1, owner: Any = 1) -> list[HistoryEntry]:
    """The history of a row, the first entry first."""
    with db.session(owner=owner) as session:
        return Crud(model, session).history(key).items[::-1]


def actions(db: Database, model: Any = Task, key: Any = 1) -> list[str]:
    return [entry.action for entry in entries(db, model, key)]


@pytest.fixture
def task(db: Database) -> Iterator[Database]:
    """A task of user 1."""
    with db.session(owner=1) as session:
        Crud(Task, session).create({"id": 1, "title": "a"})
    return db


def test_an_insert_tells_all_values(db: Database) -> None:
    seen = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    values = {"title": "ä\"'", "done": True, "urgency": Urgency.HIGH, "due": date(2026, 1, 2)}
    more = {"seen_at": seen, "price": Decimal("1.25"), "facts": {"b": 2}, "order": 3, "r": 4}
    with db.session(owner=1) as session:
        Crud(Task, session).create({"id": 1, **values, **more})
    (entry,) = entries(db)
    rest = {"id": 1, "user_id": 1, "deleted_at": None}
    assert (entry.old, entry.new) == ({}, {**values, **more, **rest})


def test_an_update_tells_changed_values_alone(task: Database) -> None:
    with task.session(owner=1) as session:
        Crud(Task, session).update(1, {"title": "A", "facts": {"a": 1}, "done": False})
    entry = entries(task)[-1]
    assert (entry.action, entry.old, entry.new) == (
        "update",
        {"title": "a", "facts": None},
        {"title": "A", "facts": {"a": 1}},
    )


def test_an_update_that_changes_nothing_is_no_entry(task: Database) -> None:
    with task.session(owner=1) as session:
        session.exec(update(Task).values(title="a"))
    assert actions(task) == ["insert"]


def test_a_deletion_tells_what_was_there(task: Database) -> None:
    with task.session(owner=1) as session:
        session.exec(delete(Task))
    entry = entries(task)[-1]
    assert (entry.action, entry.old["title"], entry.new) == ("delete", "a", {})


def test_bulk_statements_are_seen_row_by_row(db: Database) -> None:
    with db.session(owner=1) as session:
        Crud(Task, session).bulk_create({"id": i, "title": "a"} for i in (1, 2, 3))
        session.exec(update(Task).values(title="b"))
        session.exec(delete(Task))
    assert [actions(db, Task, key) for key in (1, 2, 3)] == [["insert", "update", "delete"]] * 3


def test_an_upsert_is_an_insert_or_an_update(db: Database) -> None:
    for title in ("a", "b"):
        with db.session(owner=1) as session:
            Crud(Paper, session).upsert({"id": KEY, "text": title}, on=[Paper.id])
    assert actions(db, Paper, KEY) == ["insert", "update"]


def test_text_is_seen(task: Database) -> None:
    with task.engine.begin() as connection:
        connection.execute(text("UPDATE task SET title = 'raw'"))
    entry = entries(task)[-1]
    assert (entry.new, entry.actor) == ({"title": "raw"}, None)


def test_soft_deletion_is_an_update(task: Database) -> None:
    with task.session(owner=1) as session:
        Crud(Task, session).delete(1)
    assert list(entries(task)[-1].new) == ["deleted_at"]


@pytest.mark.only("sqlite", "postgresql")
def test_rows_that_the_database_deletes_along_are_seen(task: Database) -> None:
    with task.session(owner=1) as session:
        Crud(Label, session).create({"task_id": 1, "name": "x"})
    with task.session(owner=1) as session:
        session.exec(delete(Task))
    assert actions(task, Label, (1, "x")) == ["insert", "delete"]


def test_a_row_with_a_new_key_went_and_came(task: Database) -> None:
    with task.session(owner=1) as session:
        session.exec(update(Task).values(id=7))
    assert (actions(task), actions(task, Task, 7)) == (["insert", "delete"], ["insert"])


def test_what_is_rolled_back_did_not_happen(task: Database) -> None:
    with task.session(owner=1) as session:
        Crud(Task, session).update(1, {"title": "b"})
        session.rollback()
    assert actions(task) == ["insert"]


def test_the_owner_acts_unless_somebody_else_does(task: Database) -> None:
    with task.session(owner=1, actor="ann's key", request_id="r-1") as session:
        Crud(Task, session).update(1, {"title": "b"})
    first, second = entries(task)
    assert (first.actor, first.request_id) == ("1", None)
    assert (second.actor, second.request_id) == ("ann's key", "r-1")


def test_everyone_is_nobody_unless_named(task: Database) -> None:
    with task.session(owner=EVERYONE, actor="root") as session:
        session.exec(update(Task).values(title="b"))
    with task.session(owner=EVERYONE) as session:
        session.exec(update(Task).values(title="c"))
    assert [entry.actor for entry in entries(task)] == ["1", "root", None]


def test_one_transaction_has_one_number(task: Database) -> None:
    with task.session(owner=1) as session:
        session.exec(update(Task).values(title="b"))
        session.exec(update(Task).values(title="c"))
    first, second, third = (entry.transaction_id for entry in entries(task))
    assert first != second == third


def test_a_stranger_reads_nothing(task: Database) -> None:
    assert entries(task, owner=2) == []


def test_a_session_without_an_owner_reads_nothing(task: Database) -> None:
    with pytest.raises(ScopeRequired):
        entries(task, owner=None)


def test_a_new_owner_does_not_read_what_was_before(task: Database) -> None:
    with task.session(owner=EVERYONE) as session:
        session.exec(update(Task).values(user_id=2))
    assert [entry.new for entry in entries(task, owner=2)] == [{"user_id": 2}]


def test_a_row_without_an_owner_of_its_own_has_that_of_its_parent(task: Database) -> None:
    with task.session(owner=EVERYONE) as session:
        Crud(Label, session).create({"task_id": 1, "name": "x"})
    assert [e.new for e in entries(task, Label, (1, "x"))] == [{"task_id": 1, "name": "x"}]
    assert entries(task, Label, (1, "x"), owner=2) == []


def test_secrets_are_left_out(db: Database) -> None:
    with db.session(owner=1) as session:
        Crud(User, session).update(1, {"hashed_password": "hunter2"})
    first, second = entries(db, User)
    assert (list(first.new), second.old, second.new) == (["id", "email"], {}, {})
    with db.engine.connect() as connection:
        assert "hunter2" not in str(connection.execute(models.history.select()).all())


@pytest.mark.parametrize("statement", [delete(models.history), update(models.history)])
def test_entries_stay(task: Database, statement: Any) -> None:
    if statement.is_update:
        statement = statement.values(actor="x")
    with pytest.raises(ReadOnly), task.session(owner=EVERYONE) as session:
        session.execute(statement)
    assert actions(task) == ["insert"]


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("statement", [insert(models.history), text("TRUNCATE row_history")])
def test_nobody_writes_entries_by_hand(task: Database, statement: Any) -> None:
    with pytest.raises(ReadOnly), task.session(owner=EVERYONE) as session:
        session.execute(statement)


@pytest.mark.only("postgresql")
def test_truncate_is_seen(task: Database) -> None:
    with task.engine.begin() as connection:
        connection.execute(text("TRUNCATE task CASCADE"))
    assert actions(task) == ["insert", "delete"]


def test_pages(task: Database) -> None:
    for title in "bcd":
        with task.session(owner=1) as session:
            Crud(Task, session).update(1, {"title": title})
    with task.session(owner=1) as session:
        first = Crud(Task, session).history(1, size=3)
        second = Crud(Task, session).history(1, size=3, after=first.next)
    assert [[e.new["title"] for e in page.items] for page in (first, second)] == [
        ["d", "c", "b"],
        ["a"],
    ]
    assert second.next is None


def test_a_cursor_is_a_cursor(task: Database) -> None:
    with pytest.raises(InvalidQuery), task.session(owner=1) as session:
        Crud(Task, session).history(1, after="x")


@pytest.mark.anyio
async def test_async_sessions(db: Database) -> None:
    async with db.async_session(owner=1, request_id="r") as session:
        await AsyncCrud(Task, session).create({"id": 1, "title": "a"})
    async with db.async_session(owner=1) as session:
        (entry,) = (await AsyncCrud(Task, session).history(1)).items
    await db.aclose()
    assert (entry.actor, entry.request_id) == ("1", "r")


@pytest.mark.only("postgresql")
@pytest.mark.anyio
async def test_asyncpg(task: Database) -> None:
    url = task.url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
    other = Database(url, metadata=models.metadata)
    async with other.async_session(owner=1, actor="ä'", request_id="r") as session:
        await AsyncCrud(Task, session).update(1, {"title": "b"})
    await other.aclose()
    assert [(e.actor, e.request_id) for e in entries(task)][-1] == ("ä'", "r")


def test_an_actor_does_not_outlive_the_session(task: Database) -> None:
    with task.session(owner=1, actor="x") as session:
        Crud(Task, session).update(1, {"title": "b"})
    with task.engine.begin() as connection:
        connection.execute(text("UPDATE task SET title = 'raw'"))
    last = entries(task)[-1]
    assert (last.actor, last.transaction_id is None) == (
        None,
        task.engine.dialect.name != "postgresql",
    )


def test_a_model_without_history_says_so(db: Database) -> None:
    with pytest.raises(ModelError, match="WithHistory"), db.session(owner=1) as session:
        Crud(models.Plain, session).history(1)


@pytest.mark.parametrize("owner", [1, 2])
def test_no_owner_writes_entries(task: Database, owner: int) -> None:
    """Of a row of theirs, or of a row that is somebody else's."""
    table = models.metadata.tables["row_history"]
    entry = {"at": datetime.now(UTC), "table_name": "tasks", "row_key": "1", "action": "update"}
    with pytest.raises(OutOfScope, match="triggers"), task.session(owner=owner) as session:
        session.execute(insert(table).values(entry))
