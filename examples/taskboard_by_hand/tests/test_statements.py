"""How many statements each function sends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from models import Tag, Task
from taskboard import Tags, Tasks, db, get_session

WORK: dict[str, tuple[int, Callable[[Tasks, int], Any]]] = {
    "create_task": (1, lambda tasks, key: tasks.create_task({"title": "a"})),
    "get_task_with_tags": (2, lambda tasks, key: tasks.get_task_with_tags(key)),
    "get_user_tasks": (2, lambda tasks, key: tasks.get_user_tasks(total=True)),
    "search_tasks": (2, lambda tasks, key: tasks.search_tasks(search="report", total=True)),
    "update_task": (1, lambda tasks, key: tasks.update_task(key, {"completed": True})),
    "soft_delete_task": (1, lambda tasks, key: tasks.soft_delete_task(key)),
    "get_task_stats": (1, lambda tasks, key: tasks.get_task_stats()),
}


@pytest.fixture
def key() -> Any:
    """A task with a tag."""
    with get_session(owner="ann") as session:
        tag = Tags(Tag, session).create({"name": "work"})
        return Tasks(Task, session).create({"title": "report", "tag_ids": [tag.id]}).id


@pytest.fixture
def sent(key: int) -> Iterator[list[str]]:
    """The statements that are sent when the task is there."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement != "BEGIN":
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", WORK)
def test_a_function_sends_few_statements(name: str, key: int, sent: list[str]) -> None:
    budget, work = WORK[name]
    if name == "update_task" and not db.engine.dialect.update_returning:  # MariaDB
        budget += 1
    with get_session(owner="ann") as session:
        work(Tasks(Task, session), key)
    assert len(sent) == budget
