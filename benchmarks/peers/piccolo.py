"""Piccolo on its own asyncpg pool: objects where it gives them, dictionaries for what joins."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from piccolo.columns import M2M, Boolean, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.reference import LazyTableReference
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import Table

from benchmarks.peers.peer import Answers, Row

ENGINE = PostgresEngine(config={})


def now() -> datetime:
    return datetime.now(UTC)


class Tag(Table, tablename="tags", db=ENGINE):
    id = Serial(primary_key=True)
    name = Varchar(length=50)
    user_id = Integer()


class Task(Table, tablename="tasks", db=ENGINE):
    id = Serial(primary_key=True)
    title = Varchar(length=200)
    description = Varchar(length=2000, null=True)
    completed = Boolean(default=False)
    priority = Varchar(length=6)
    due_date = Timestamptz(null=True)
    user_id = Integer()
    created_at = Timestamptz()
    updated_at = Timestamptz(auto_update=now)
    deleted_at = Timestamptz(null=True, default=None)
    tags = M2M(LazyTableReference("TaskTag", module_path=__name__))


class TaskTag(Table, tablename="task_tags", db=ENGINE):
    task_id = ForeignKey(Task)
    tag_id = ForeignKey(Tag)


ALIVE = Task.deleted_at.is_null()
BATCH = 1_000


class Piccolo:
    """Query builders of the tables."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        ENGINE.config = {"dsn": url}

    async def open(self) -> None:
        await ENGINE.start_connection_pool(min_size=1)

    async def close(self) -> None:
        await ENGINE.close_connection_pool()

    async def get(self, task_id: int) -> Any:
        return await Task.objects().get((Task.id == task_id) & ALIVE)

    async def list_first(self, user_id: int) -> Any:
        return await self._newest(Task.objects(), user_id)

    async def list_total(self, user_id: int) -> Any:
        tasks = await self.list_first(user_id)
        return tasks, await Task.count().where(ALIVE, Task.user_id == user_id)

    async def list_deep(self, offset: int) -> Any:
        return await self._oldest().offset(offset)

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        later = (Task.created_at > created_at) | (Task.id > task_id)
        return await self._oldest().where(Task.created_at >= created_at, later)

    async def search(self, user_id: int, word: str) -> Any:
        tasks = self._newest(Task.objects(), user_id)
        return await tasks.where(Task.title.ilike(f"%{word}%"))

    async def list_tags(self, user_id: int) -> Any:
        tags = Task.tags(Tag.id, Tag.name)
        return await self._newest(Task.select(*Task.all_columns(), tags), user_id)

    async def stats(self, user_id: int) -> Any:
        """It counts one condition at a time, so this is SQL of one's own."""
        rows = await Task.raw(
            "SELECT count(*) AS total, count(*) FILTER (WHERE completed) AS completed,"
            " count(*) FILTER (WHERE NOT completed AND due_date < now()) AS overdue,"
            " count(*) FILTER (WHERE priority = 'high') AS high"
            " FROM tasks WHERE deleted_at IS NULL AND user_id = {}",
            user_id,
        )
        return rows[0]

    async def create(self, task: Row) -> Any:
        made = Task(**task, created_at=now(), updated_at=now())
        await made.save()
        return made

    async def update(self, task_id: int, changes: Row) -> Any:
        updated = Task.update(dict(changes)).where(Task.id == task_id, ALIVE)
        return (await updated.returning(*Task.all_columns()))[0]

    async def soft_delete(self, task_id: int) -> Any:
        await Task.update({Task.deleted_at: now()}).where(Task.id == task_id, ALIVE)

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        async with ENGINE.transaction():
            for start in range(0, len(tasks), BATCH):
                await Task.insert(*[Task(**task) for task in tasks[start : start + BATCH]])

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        """It has no update of many rows to different values."""
        async with ENGINE.transaction():
            for task in tasks:
                await Task.update({Task.title: task["title"]}).where(Task.id == task["id"])

    async def upsert(self, tags: Sequence[Row]) -> Any:
        made = Tag.insert(*[Tag(**tag) for tag in tags])
        await made.on_conflict(target=Tag.id, action="DO UPDATE", values=[Tag.name])

    def _newest(self, tasks: Any, user_id: int) -> Any:
        found = tasks.where(ALIVE, Task.user_id == user_id)
        return (
            found.order_by(Task.created_at, ascending=False)
            .order_by(Task.id, ascending=False)
            .limit(50)
        )

    def _oldest(self) -> Any:
        return Task.objects().where(ALIVE).order_by(Task.created_at, Task.id).limit(50)
