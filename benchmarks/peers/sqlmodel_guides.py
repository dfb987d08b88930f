"""SQLModel as its guides write it, async: instances, `refresh` after each commit, loops for many rows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.guides import Tag, Task
from benchmarks.peers.peer import Answers, Row


def alive(user_id: int) -> Any:
    return select(Task).where(Task.user_id == user_id, col(Task.deleted_at).is_(None))


def newest(statement: Any) -> Any:
    return statement.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(50)


def oldest(offset: int) -> Any:
    statement = select(Task).where(col(Task.deleted_at).is_(None))
    return statement.order_by(col(Task.created_at), col(Task.id)).offset(offset).limit(50)


def found(user_id: int, word: str) -> Any:
    return newest(alive(user_id).where(col(Task.title).ilike(f"%{word}%")))


class Guides:
    """A session for each operation."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        self.engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))

    def open(self) -> None:
        """The engine connects by itself."""

    async def close(self) -> None:
        await self.engine.dispose()

    def session(self) -> AsyncSession:
        return AsyncSession(self.engine, expire_on_commit=False)

    async def get(self, task_id: int) -> Any:
        async with self.session() as session:
            statement = select(Task).where(Task.id == task_id, col(Task.deleted_at).is_(None))
            return (await session.exec(statement)).one()

    async def list_first(self, user_id: int) -> Any:
        return await self._all(newest(alive(user_id)))

    async def list_total(self, user_id: int) -> Any:
        count = select(func.count()).select_from(alive(user_id).subquery())
        async with self.session() as session:
            tasks = (await session.exec(newest(alive(user_id)))).all()
            return tasks, (await session.exec(count)).one()

    async def list_deep(self, offset: int) -> Any:
        return await self._all(oldest(offset))

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        """The guides have no keyset: a row's place is its OFFSET here, as the tasks' keys count them."""
        return await self._all(oldest(task_id))

    async def search(self, user_id: int, word: str) -> Any:
        return await self._all(found(user_id, word))

    async def list_tags(self, user_id: int) -> Any:
        return await self._all(newest(alive(user_id)).options(selectinload(Task.tags)))

    async def stats(self, user_id: int) -> Any:
        """A count for each number, as the guides do."""
        overdue = (col(Task.completed).is_(False), col(Task.due_date) < datetime.now(UTC))
        async with self.session() as session:
            return {
                "total": await self._count(session, user_id),
                "completed": await self._count(session, user_id, col(Task.completed).is_(True)),
                "overdue": await self._count(session, user_id, *overdue),
                "high": await self._count(session, user_id, Task.priority == "high"),
            }

    async def create(self, task: Row) -> Any:
        async with self.session() as session:
            return await self._saved(session, Task(**task))

    async def update(self, task_id: int, changes: Row) -> Any:
        async with self.session() as session:
            task = await session.get(Task, task_id)
            assert task is not None
            for name, value in changes.items():
                setattr(task, name, value)
            task.updated_at = datetime.now(UTC)
            return await self._saved(session, task)

    async def soft_delete(self, task_id: int) -> Any:
        async with self.session() as session:
            task = await session.get(Task, task_id)
            assert task is not None
            task.deleted_at = datetime.now(UTC)
            session.add(task)
            await session.commit()

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        async with self.session() as session:
            session.add_all([Task(**task) for task in tasks])
            await session.commit()

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        titles = {task["id"]: task["title"] for task in tasks}
        async with self.session() as session:
            for task in await session.exec(select(Task).where(col(Task.id).in_(list(titles)))):
                task.title = titles[task.id]
            await session.commit()

    async def upsert(self, tags: Sequence[Row]) -> Any:
        async with self.session() as session:
            for tag in tags:
                there = await session.get(Tag, tag["id"])
                if there is None:
                    session.add(Tag(**tag))
                else:
                    there.name = tag["name"]
            await session.commit()

    async def _all(self, statement: Any) -> Any:
        async with self.session() as session:
            return (await session.exec(statement)).all()

    async def _count(self, session: AsyncSession, user_id: int, *where: Any) -> int:
        counted = alive(user_id).where(*where).subquery()
        return (await session.exec(select(func.count()).select_from(counted))).one()

    async def _saved(self, session: AsyncSession, row: SQLModel) -> Any:
        session.add(row)
        await session.commit()
        await session.refresh(row)
        return row
