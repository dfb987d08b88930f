"""FastCRUD: a class for each model and schemas as answers; SQLAlchemy itself where its guide says so (totals, bulk)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastcrud import FastCRUD, JoinConfig
from pydantic import BaseModel
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    Integer,
    String,
    and_,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from benchmarks.peers.peer import Answers, Row


class Base(DeclarativeBase):
    pass


class Tag(Base):
    __tablename__ = "tags"

    id = Column(Integer, primary_key=True)
    name = Column(String)
    user_id = Column(Integer)


class Task(Base):
    __tablename__ = "tasks"

    id = Column(Integer, primary_key=True)
    title = Column(String)
    description = Column(String)
    completed = Column(Boolean, default=False)
    priority = Column(Enum("low", "medium", "high", name="priority"))
    due_date = Column(DateTime(timezone=True))
    user_id = Column(Integer)
    created_at = Column(DateTime(timezone=True), server_default=func.now())
    updated_at = Column(DateTime(timezone=True), server_default=func.now())
    deleted_at = Column(DateTime(timezone=True))


class TaskTag(Base):
    __tablename__ = "task_tags"

    task_id = Column(ForeignKey("tasks.id"), primary_key=True)
    tag_id = Column(ForeignKey("tags.id"), primary_key=True)


class TaskCreate(BaseModel):
    title: str
    description: str | None
    completed: bool
    priority: str
    due_date: datetime | None
    user_id: int


class TaskRead(TaskCreate):
    id: int
    created_at: datetime
    updated_at: datetime


class TagRead(BaseModel):
    id: int
    name: str


class TagWrite(TagRead):
    user_id: int


class TaskWithTags(TaskRead):
    tags: list[TagRead]


READ: dict[str, Any] = {"schema_to_select": TaskRead, "return_as_model": True}
ALIVE: dict[str, Any] = {"deleted_at": None}
NEWEST: dict[str, Any] = {
    "limit": 50,
    "sort_columns": ["created_at", "id"],
    "sort_orders": ["desc", "desc"],
}
OLDEST: dict[str, Any] = {**NEWEST, "sort_orders": ["asc", "asc"]}


class Cruds:
    """FastCRUD on one session each."""

    answers: Answers = "schema"

    def __init__(self, url: str) -> None:
        self.engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
        self.session = async_sessionmaker(self.engine, expire_on_commit=False)
        self.tasks: Any = FastCRUD(Task)
        self.links: Any = FastCRUD(TaskTag)
        self.tags: Any = FastCRUD(Tag)

    def open(self) -> None:
        """The engine connects by itself."""

    async def close(self) -> None:
        await self.engine.dispose()

    async def get(self, task_id: int, **more: Any) -> Any:
        async with self.session() as db:
            return await self.tasks.get(db, **READ, **ALIVE, id=task_id, **more)

    async def list_first(self, user_id: int) -> Any:
        return (await self._many(**NEWEST, return_total_count=False, user_id=user_id))["data"]

    async def list_total(self, user_id: int) -> Any:
        page = await self._many(**NEWEST, user_id=user_id)
        return page["data"], page["total_count"]

    async def list_deep(self, offset: int) -> Any:
        return (await self._many(**OLDEST, return_total_count=False, offset=offset))["data"]

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        async with self.session() as db:
            page = await self.tasks.get_multi_by_cursor(
                db, cursor=created_at, sort_column="created_at", limit=50, **READ, **ALIVE
            )
            return page["data"]

    async def search(self, user_id: int, word: str) -> Any:
        found = {"user_id": user_id, "title__ilike": f"%{word}%"}
        return (await self._many(**NEWEST, return_total_count=False, **found))["data"]

    async def list_tags(self, user_id: int) -> Any:
        return await self.with_tags(await self.list_first(user_id))

    async def with_tags(self, found: Sequence[TaskRead]) -> list[TaskWithTags]:
        """It has no many-to-many: the links are a second statement."""
        tasks = {task.id: task for task in found}
        join = JoinConfig(model=Tag, join_on=TaskTag.tag_id == Tag.id, schema_to_select=TagRead)
        async with self.session() as db:
            links = await self.links.get_multi_joined(
                db,
                joins_config=[join],
                task_id__in=list(tasks),
                limit=None,
                return_total_count=False,
            )
        tags: dict[int, list[TagRead]] = {task_id: [] for task_id in tasks}
        for link in links["data"]:
            tags[link["task_id"]].append(TagRead.model_validate(link))
        return [TaskWithTags(**task.model_dump(), tags=tags[task.id]) for task in tasks.values()]

    async def stats(self, user_id: int) -> Any:
        overdue = and_(not_(Task.completed), Task.due_date < datetime.now(UTC))
        statement = select(
            func.count().label("total"),
            func.count().filter(Task.completed).label("completed"),
            func.count().filter(overdue).label("overdue"),
            func.count().filter(Task.priority == "high").label("high"),
        ).where(Task.deleted_at.is_(None), Task.user_id == user_id)
        async with self.session() as db:
            return (await db.execute(statement)).mappings().one()

    async def create(self, task: Row) -> Any:
        async with self.session() as db:
            return await self.tasks.create(db, TaskCreate(**task), **READ)

    async def update(self, task_id: int, changes: Row) -> Any:
        async with self.session() as db:
            return await self.tasks.update(db, dict(changes), **READ, **ALIVE, id=task_id)

    async def soft_delete(self, task_id: int) -> Any:
        async with self.session() as db:
            await self.tasks.delete(db, **ALIVE, id=task_id)

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        async with self.session() as db:
            await db.execute(insert(Task), tasks)
            await db.commit()

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        async with self.session() as db:
            await db.execute(update(Task), tasks)
            await db.commit()

    async def upsert(self, tags: Sequence[Row]) -> Any:
        async with self.session() as db:
            await self.tags.upsert_multi(db, [TagWrite(**tag) for tag in tags], commit=True)

    async def _many(self, **options: Any) -> Any:
        async with self.session() as db:
            return await self.tasks.get_multi(db, **READ, **ALIVE, **options)
