"""`Crud`: every method that is more than a statement of SQLAlchemy's."""

from typing import Any
from unittest.mock import patch

from pydantic import BaseModel
from sqlmodel import func, select

from colonnade import Crud, count
from colonnade.data.crud import copying
from colonnade.data.isolation.session import ScopedSession
from colonnade.data.queries.filters import criteria
from tests.data.isolation.models import Comment, Task, TaskTag
from tests.data.isolation.world import Outcome, Paths

paths = Paths()

ENOUGH = 5
"""From so many rows on, these paths go by COPY."""

CHANGED = {"title": "changed", "user_id": 1}
"""A row of Alice's; her session would fill her key in, the session of everyone does not."""


class Stats(BaseModel):
    total: int
    high: int
    title: str | None


class PerPriority(BaseModel):
    priority: int
    total: int


@paths.add("aggregate", Outcome.SAME)
def aggregate(session: ScopedSession) -> Any:
    return Crud(Task, session).aggregate(
        into=Stats, total=count(), high=count(Task.priority > 5), title=func.max(Task.title)
    )


@paths.add("aggregate_by", Outcome.SAME)
def aggregate_by(session: ScopedSession) -> Any:
    return Crud(Task, session).aggregate_by(Task.priority, into=PerPriority, total=count())


def mine(session: ScopedSession) -> Any:
    """Alice's rows as they are afterwards, without the keys that the database made."""
    rows = session.exec(select(Task.title, Task.slug, Task.priority, Task.user_id))
    return sorted({tuple(row) for row in rows}, key=repr)


@paths.add("page with its total", Outcome.SAME)
def page(session: ScopedSession) -> Any:
    tasks = Crud(Task, session)
    pages = [tasks.page(size=1, total=total, offset=1) for total in (True, 3)]
    return [(found.items[0].title, found.total) for found in pages]


@paths.add("filters across relationships", Outcome.SAME)
def related(session: ScopedSession) -> Any:
    asked = {"project__name": "B" + "OB"}, {"project__in": [9020]}, {"project__is_null": False}
    return [[t.title for t in Crud(Task, session).list(*criteria(Task, one))] for one in asked]


@paths.add("stream", Outcome.SAME)
def stream(session: ScopedSession) -> Any:
    return [task.title for task in Crud(Task, session).stream(sort="-title", batch=1)]


@paths.add("a new row linked to a tag of another owner", Outcome.HARMLESS)
def create_linked(session: ScopedSession) -> Any:
    return Crud(Task, session).create({**CHANGED, "tag_ids": [30, 9040]})


@paths.add("a row linked to a tag of another owner", Outcome.HARMLESS)
def update_linked(session: ScopedSession) -> Any:
    return Crud(Task, session).update(100, {"tag_ids": [9040]})


@paths.add("rows made along in the name of another owner", Outcome.HARMLESS)
def create_along(session: ScopedSession) -> Any:
    comments = [{"body": "c"}]
    data = {**CHANGED, "tags": [{"name": "x", "user_id": 9002}], "comments": comments}
    return Crud(Task, session).create(data)


@paths.add("rows made along", Outcome.SAME, leaks=False)
def create_along_own(session: ScopedSession) -> Any:
    tags = [{"name": "x", "user_id": 1}]
    task = Crud(Task, session).create({**CHANGED, "tags": tags, "comments": [{"body": "c"}]})
    return [tag.name for tag in task.tags], [comment.body for comment in task.comments]


@paths.add("update_many", Outcome.SAME)
def update_many(session: ScopedSession) -> Any:
    return Crud(Task, session).update_many(True, values={"priority": 7}), mine(session)


@paths.add("update_many through a parent", Outcome.SAME)
def update_many_through(session: ScopedSession) -> Any:
    return Crud(Comment, session).update_many(True, values={"body": "changed"})


@paths.add("update_many into another owner's project", Outcome.REFUSED)
def update_many_link(session: ScopedSession) -> Any:
    return Crud(Task, session).update_many(True, values={"project_id": 9020})


@paths.add("delete_many", Outcome.SAME)
def delete_many(session: ScopedSession) -> Any:
    links = Crud(TaskTag, session)
    links.delete_many(TaskTag.tag_id > 0)
    return links.count()


@paths.add("upsert of a row of another owner by its key", Outcome.HARMLESS)
def upsert_by_key(session: ScopedSession) -> Any:
    return Crud(Task, session).upsert({"id": 9200, "title": "changed", "user_id": 1}, on=[Task.id])


@paths.add("upsert of a row of another owner by a unique value", Outcome.HARMLESS)
def upsert_by_value(session: ScopedSession) -> Any:
    return Crud(Task, session).upsert({**CHANGED, "slug": "B" + "OB1"}, on=[Task.slug])


@paths.add("upsert of an own row and of a new one", Outcome.SAME)
def upsert_own(session: ScopedSession) -> Any:
    tasks = Crud(Task, session)
    tasks.upsert({**CHANGED, "slug": "a1"}, on=[Task.slug])
    tasks.upsert({**CHANGED, "slug": "a3"}, on=[Task.slug])
    return mine(session)


@paths.add("upsert in the name of another owner", Outcome.REFUSED)
def upsert_as_other(session: ScopedSession) -> Any:
    data = {"title": "changed", "slug": "a1", "user_id": 9002}
    return Crud(Task, session).upsert(data, on=[Task.slug])


@paths.add("upsert into a project of another owner", Outcome.REFUSED)
def upsert_link(session: ScopedSession) -> Any:
    data = {**CHANGED, "slug": "a1", "project_id": 9020}
    return Crud(Task, session).upsert(data, on=[Task.slug])


@paths.add("upsert into an own project", Outcome.SAME)
def upsert_own_link(session: ScopedSession) -> Any:
    data = {**CHANGED, "slug": "a1", "project_id": 10}
    return Crud(Task, session).upsert(data, on=[Task.slug]).project_id, mine(session)


@paths.add("upsert through a parent", Outcome.HARMLESS)
def upsert_through(session: ScopedSession) -> Any:
    data = {"id": 9100, "body": "changed", "task_id": 100}
    return Crud(Comment, session).upsert(data, on=[Comment.id])


@paths.add("upsert_many over rows of both", Outcome.HARMLESS)
def upsert_many(session: ScopedSession) -> Any:
    rows = [{**CHANGED, "slug": slug} for slug in ("a1", "B" + "OB1", "a3")]
    return Crud(Task, session).upsert_many(rows, on=[Task.slug])


@paths.add("upsert_many over own rows", Outcome.SAME)
@patch.object(copying, "BATCH", ENOUGH)
def upsert_many_own(session: ScopedSession) -> Any:
    rows = [{**CHANGED, "slug": slug} for slug in ("a1", "a2", "a3")]
    return Crud(Task, session).upsert_many(rows, on=[Task.slug]), mine(session)


def few_and_enough(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows by INSERT, and so many more that PostgreSQL gets them by COPY."""
    return [rows, rows + [{**rows[0], "title": f"t{n}"} for n in range(ENOUGH)]]


@paths.add("bulk_create", Outcome.SAME)
@patch.object(copying, "BATCH", ENOUGH)
def bulk_create(session: ScopedSession) -> Any:
    for rows in few_and_enough([{**CHANGED, "priority": 3, "project_id": 10}]):
        Crud(Task, session).bulk_create(rows)
    return mine(session)


@paths.add("bulk_create fills the owner in", Outcome.HARMLESS, leaks=False)
@patch.object(copying, "BATCH", ENOUGH)
def bulk_create_stamped(session: ScopedSession) -> Any:
    for rows in few_and_enough([{"title": "new"}]):
        Crud(Task, session).bulk_create(rows)
    assert {row[-1] for row in mine(session)} == {1}


@paths.add("upsert fills the owner in", Outcome.HARMLESS, leaks=False)
def upsert_stamped(session: ScopedSession) -> Any:
    assert Crud(Task, session).upsert({"title": "n", "slug": "n"}, on=[Task.slug]).user_id == 1


@paths.add("bulk_create in the name of another owner", Outcome.REFUSED)
def bulk_create_as_other(session: ScopedSession) -> Any:
    return Crud(Task, session).bulk_create([{"title": "new", "user_id": 9002}])


@paths.add("COPY in the name of another owner", Outcome.REFUSED)
@patch.object(copying, "BATCH", ENOUGH)
def copy_as_other(session: ScopedSession) -> Any:
    return Crud(Task, session).bulk_create([{"title": "new", "user_id": 9002}] * ENOUGH)


@paths.add("bulk_create into a project of another owner", Outcome.REFUSED)
def bulk_create_link(session: ScopedSession) -> Any:
    return Crud(Task, session).bulk_create([{**CHANGED, "project_id": 9020}])


@paths.add("COPY into a project of another owner", Outcome.REFUSED)
@patch.object(copying, "BATCH", ENOUGH)
def copy_link(session: ScopedSession) -> Any:
    rows = [{**CHANGED, "project_id": 10}] * (ENOUGH - 1)
    return Crud(Task, session).bulk_create([*rows, {**CHANGED, "project_id": 9020}])


@paths.add("COPY of comments on a task of another owner", Outcome.REFUSED)
@patch.object(copying, "BATCH", ENOUGH)
def copy_through(session: ScopedSession) -> Any:
    return Crud(Comment, session).bulk_create([{"body": "b", "task_id": 9200}] * ENOUGH)
