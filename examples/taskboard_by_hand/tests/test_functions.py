"""Each function of the task board, in a sync session."""

from collections.abc import Iterator

import pytest
from colonnade import EVERYONE, NotFound, ScopeRequired
from pydantic import ValidationError
from sqlmodel import Session

from models import Priority, Tag, Task, User
from taskboard import Tags, Tasks, Users, get_session


@pytest.fixture
def session() -> Iterator[Session]:
    """Ann's session, with a finished task, an urgent one that is tagged, and another tag."""
    with get_session(owner="ann") as session:
        work, _ = Tags(Tag, session).create_many([{"name": "work"}, {"name": "home"}])
        tasks = Tasks(Task, session)
        tasks.create_task({"title": "Buy milk", "completed": True})
        urgent = {"title": "Write the report", "priority": "high", "tag_ids": [work.id]}
        tasks.create_task_with_tags(urgent)
    with get_session(owner="ann") as session:
        yield session


def test_users(session: Session) -> None:
    users = Users(User, session)
    assert [user.id for user in users.get_users().items] == ["ann"]
    assert users.update_user("ann", {"name": "Anna"}).name == "Anna"
    with pytest.raises(NotFound):
        users.get_user("bob")


def test_a_user_is_deleted_with_their_tasks() -> None:
    with get_session(owner=EVERYONE) as session:
        Tasks(Task, session).create_task({"title": "Gone", "user_id": "bob"})
        Users(User, session).delete_user("bob")
        assert Tasks(Task, session).count() == 0


def test_a_task_is_shown_with_its_user_and_tags(session: Session) -> None:
    tasks = Tasks(Task, session)
    key = tasks.get_tasks_with_tags(Task.priority == Priority.HIGH).items[0].id
    task = tasks.get_task_with_tags(key)
    assert (task.user.name, [tag.name for tag in task.tags]) == ("Ann", ["work"])


def test_pages_are_the_newest_first(session: Session) -> None:
    tasks = Tasks(Task, session)
    first = tasks.get_user_tasks(size=1, total=True)
    second = tasks.get_user_tasks(size=1, after=first.next)
    assert [task.title for task in first.items + second.items] == ["Write the report", "Buy milk"]
    assert first.total == 2


def test_tasks_are_filtered_and_searched(session: Session) -> None:
    tasks = Tasks(Task, session)
    assert len(tasks.get_filtered_tasks(Task.completed == True).items) == 1
    found = tasks.search_tasks(Task.priority == Priority.HIGH, search="report")
    assert [task.title for task in found.items] == ["Write the report"]


def test_only_the_fields_sent_are_changed(session: Session) -> None:
    tasks = Tasks(Task, session)
    task = tasks.create_task({"title": "a", "description": "b"})
    assert tasks.update_task(task.id, {"completed": True}).description == "b"
    with pytest.raises(ValidationError):
        tasks.update_task(task.id, {"title": ""})


def test_a_deleted_task_is_out_of_sight(session: Session) -> None:
    tasks = Tasks(Task, session)
    key = tasks.get_user_tasks().items[0].id
    tasks.soft_delete_task(key)
    assert len(tasks.get_active_tasks().items) == 1
    assert tasks.restore(key).id == key


def test_statistics(session: Session) -> None:
    stats = Tasks(Task, session).get_task_stats()
    assert (stats.total, stats.completed) == (2, 1)


def test_tags_are_suggested(session: Session) -> None:
    assert [tag.name for tag in Tags(Tag, session).autocomplete_tags("WO")] == ["work"]


def test_a_task_is_transferred_without_its_tags(session: Session) -> None:
    key = Tasks(Task, session).get_tasks_with_tags(Task.priority == Priority.HIGH).items[0].id
    session.commit()
    with get_session(owner=EVERYONE) as everyone:
        Tasks(Task, everyone).transfer_task(key, "ann", "bob")
    with get_session(owner="bob") as bob:
        task = Tasks(Task, bob).get_task(key)
        assert (task.user.name, task.tags) == ("Bob", [])


def test_nobody_gives_away_what_another_has(session: Session) -> None:
    key = Tasks(Task, session).get_user_tasks().items[0].id
    session.commit()
    with pytest.raises(NotFound), get_session(owner=EVERYONE) as everyone:
        Tasks(Task, everyone).transfer_task(key, "bob", "bob")


def test_nobody_sees_another_ones_tasks(session: Session) -> None:
    session.commit()
    with get_session(owner="bob") as bob:
        assert Tasks(Task, bob).get_user_tasks().items == []
    with pytest.raises(ScopeRequired), get_session() as nobody:
        Tasks(Task, nobody).get_items()
