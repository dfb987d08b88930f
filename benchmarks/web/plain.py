"""SQLModel's guides: an async session for each request, ORM objects as answers, `response_model`."""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.guides import Task, TaskCreate, TaskPublic, TaskWithTags

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
engine = create_async_engine(url)
app = FastAPI()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]
User = Annotated[int, Header(alias="X-User")]


@app.get("/tasks", response_model=list[TaskWithTags])
async def list_tasks(session: Session, user: User, size: int = 50) -> Any:
    statement = (
        select(Task)
        .where(Task.user_id == user, col(Task.deleted_at).is_(None))
        .order_by(col(Task.created_at).desc(), col(Task.id).desc())
        .limit(size)
        .options(selectinload(Task.tags))
    )
    return (await session.exec(statement)).all()


@app.get("/tasks/{task_id}", response_model=TaskWithTags)
async def get_task(session: Session, user: User, task_id: int) -> Any:
    found = select(Task).where(Task.id == task_id, Task.user_id == user)
    statement = found.where(col(Task.deleted_at).is_(None)).options(selectinload(Task.tags))
    task = (await session.exec(statement)).one_or_none()
    if task is None:
        raise HTTPException(404)
    return task


@app.post("/tasks", response_model=TaskPublic, status_code=201)
async def create_task(session: Session, user: User, data: TaskCreate) -> Any:
    task = Task(**data.model_dump(), user_id=user)
    session.add(task)
    await session.commit()
    await session.refresh(task)
    return task
