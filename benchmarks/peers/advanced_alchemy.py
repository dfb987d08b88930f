"""advanced-alchemy: native models, a repository service for each, asyncpg as in its documentation."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from advanced_alchemy.base import BigIntAuditBase, BigIntBase
from advanced_alchemy.config import AsyncSessionConfig, SQLAlchemyAsyncConfig
from advanced_alchemy.filters import LimitOffset, OrderBy, SearchFilter
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from sqlalchemy import Column, Enum, ForeignKey, Table, and_, func, not_, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from benchmarks.peers.peer import Answers, Row

task_tags = Table(
    "task_tags",
    BigIntBase.metadata,
    Column("task_id", ForeignKey("tasks.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Tag(BigIntBase):
    __tablename__ = "tags"

    name: Mapped[str]
    user_id: Mapped[int]


class Task(BigIntAuditBase):
    __tablename__ = "tasks"

    title: Mapped[str]
    description: Mapped[str | None]
    completed: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[str] = mapped_column(Enum("low", "medium", "high", name="priority"))
    due_date: Mapped[datetime | None]
    user_id: Mapped[int]
    deleted_at: Mapped[datetime | None]
    tags: Mapped[list[Tag]] = relationship(secondary=task_tags)


class TaskService(SQLAlchemyAsyncRepositoryService[Task]):
    class Repository(SQLAlchemyAsyncRepository[Task]):
        model_type = Task

    repository_type = Repository


class TagService(SQLAlchemyAsyncRepositoryService[Tag]):
    class Repository(SQLAlchemyAsyncRepository[Tag]):
        model_type = Tag

    repository_type = Repository


ALIVE = Task.deleted_at.is_(None)
FIRST = LimitOffset(limit=50, offset=0)
NEWEST = (OrderBy("created_at", "desc"), OrderBy("id", "desc"))
OLDEST = (OrderBy("created_at", "asc"), OrderBy("id", "asc"))


class Services:
    """Services on one session each."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        self.config = SQLAlchemyAsyncConfig(
            connection_string=url.replace("postgresql://", "postgresql+asyncpg://"),
            session_config=AsyncSessionConfig(expire_on_commit=False),
        )

    def open(self) -> None:
        """The configuration connects by itself."""

    async def close(self) -> None:
        await self.config.get_engine().dispose()

    async def get(self, task_id: int) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.get_one(ALIVE, id=task_id)

    async def list_first(self, user_id: int) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.get_many(ALIVE, *NEWEST, FIRST, user_id=user_id)

    async def list_total(self, user_id: int) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.get_many_and_count(ALIVE, *NEWEST, FIRST, user_id=user_id)

    async def list_deep(self, offset: int) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.get_many(ALIVE, *OLDEST, LimitOffset(limit=50, offset=offset))

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        after = tuple_(Task.created_at, Task.id) > tuple_(created_at, task_id)
        async with TaskService.new(config=self.config) as service:
            return await service.get_many(ALIVE, after, *OLDEST, FIRST)

    async def search(self, user_id: int, word: str) -> Any:
        found = SearchFilter(field_name="title", value=word, ignore_case=True)
        async with TaskService.new(config=self.config) as service:
            return await service.get_many(ALIVE, found, *NEWEST, FIRST, user_id=user_id)

    async def list_tags(self, user_id: int) -> Any:
        async with TaskService.new(config=self.config, load=[Task.tags]) as service:
            return await service.get_many(ALIVE, *NEWEST, FIRST, user_id=user_id)

    async def stats(self, user_id: int) -> Any:
        overdue = and_(not_(Task.completed), Task.due_date < datetime.now(UTC))
        statement = select(
            func.count().label("total"),
            func.count().filter(Task.completed).label("completed"),
            func.count().filter(overdue).label("overdue"),
            func.count().filter(Task.priority == "high").label("high"),
        ).where(ALIVE, Task.user_id == user_id)
        async with self.config.get_session() as session:
            return (await session.execute(statement)).mappings().one()

    async def create(self, task: Row) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.create(dict(task), auto_commit=True)

    async def update(self, task_id: int, changes: Row) -> Any:
        async with TaskService.new(config=self.config) as service:
            return await service.update(dict(changes), item_id=task_id, auto_commit=True)

    async def soft_delete(self, task_id: int) -> Any:
        deleted = {"deleted_at": datetime.now(UTC)}
        async with TaskService.new(config=self.config) as service:
            await service.update(deleted, item_id=task_id, auto_commit=True)

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        async with TaskService.new(config=self.config) as service:
            await service.create_many([dict(task) for task in tasks], auto_commit=True)

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        async with TaskService.new(config=self.config) as service:
            await service.update_many([dict(task) for task in tasks], auto_commit=True)

    async def upsert(self, tags: Sequence[Row]) -> Any:
        async with TagService.new(config=self.config) as service:
            await service.upsert_many([dict(tag) for tag in tags], auto_commit=True)
