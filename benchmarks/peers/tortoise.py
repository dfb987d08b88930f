"""Tortoise on asyncpg."""

from collections.abc import Sequence
from typing import Any

from tortoise import Tortoise as Connections
from tortoise import fields
from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.models import Model
from tortoise.timezone import now

from benchmarks.peers.peer import Answers, Row


class Tag(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=50)
    user_id = fields.IntField()

    class Meta:
        table = "tags"


class Task(Model):
    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=200)
    description = fields.CharField(max_length=2000, null=True)
    completed = fields.BooleanField(default=False)
    priority = fields.CharField(max_length=6)
    due_date = fields.DatetimeField(null=True)
    user_id = fields.IntField()
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    deleted_at = fields.DatetimeField(null=True)
    tags: Any = fields.ManyToManyField(
        "board.Tag", through="task_tags", forward_key="tag_id", backward_key="task_id"
    )

    class Meta:
        table = "tasks"


class Tortoise:
    """Querysets and instances."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        self.url = url.replace("postgresql://", "asyncpg://")

    async def open(self) -> None:
        await Connections.init(db_url=self.url, modules={"board": [__name__]}, use_tz=True)

    async def close(self) -> None:
        await Connections.close_connections()

    async def get(self, task_id: int) -> Any:
        return await Task.get(id=task_id, deleted_at__isnull=True)

    async def list_first(self, user_id: int) -> Any:
        return await self._newest(user_id).limit(50)

    async def list_total(self, user_id: int) -> Any:
        tasks = self._newest(user_id)
        return await tasks.limit(50), await tasks.count()

    async def list_deep(self, offset: int) -> Any:
        return await self._oldest().offset(offset).limit(50)

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        later = Q(created_at__gt=created_at) | Q(id__gt=task_id)
        return await self._oldest().filter(later, created_at__gte=created_at).limit(50)

    async def search(self, user_id: int, word: str) -> Any:
        return await self._newest(user_id).filter(title__icontains=word).limit(50)

    async def list_tags(self, user_id: int) -> Any:
        return await self._newest(user_id).limit(50).prefetch_related("tags")

    async def stats(self, user_id: int) -> Any:
        counted = Task.filter(user_id=user_id, deleted_at__isnull=True).annotate(
            total=Count("id"),
            done=Count("id", _filter=Q(completed=True)),
            overdue=Count("id", _filter=Q(completed=False, due_date__lt=now())),
            high=Count("id", _filter=Q(priority="high")),
        )
        return (await counted.values("total", "overdue", "high", completed="done"))[0]

    async def create(self, task: Row) -> Any:
        return await Task.create(**task)

    async def update(self, task_id: int, changes: Row) -> Any:
        task = await self.get(task_id)
        await task.update_from_dict(dict(changes)).save(update_fields=[*changes, "updated_at"])
        return task

    async def soft_delete(self, task_id: int) -> Any:
        await Task.filter(id=task_id, deleted_at__isnull=True).update(deleted_at=now())

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        await Task.bulk_create([Task(**task) for task in tasks], batch_size=1_000)

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        changed = [Task(**task) for task in tasks]
        await Task.bulk_update(changed, ["title"], batch_size=1_000)

    async def upsert(self, tags: Sequence[Row]) -> Any:
        made = [Tag(**tag) for tag in tags]
        await Tag.bulk_create(made, on_conflict=["id"], update_fields=["name"])

    def _newest(self, user_id: int) -> Any:
        tasks = Task.filter(user_id=user_id, deleted_at__isnull=True)
        return tasks.order_by("-created_at", "-id")

    def _oldest(self) -> Any:
        return Task.filter(deleted_at__isnull=True).order_by("created_at", "id")
