"""Statements of SQLAlchemy Core on asyncpg, rows through a TypeAdapter, bytes as answer: fast by hand."""

import os
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from benchmarks.guides import Tag, Task, TaskCreate, TaskPublic, TaskTag, TaskWithTags

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
engine = create_async_engine(url)
app = FastAPI()
User = Annotated[int, Header(alias="X-User")]

tasks, tags, links = (model.__table__ for model in (Task, Tag, TaskTag))
COLUMNS = [column for column in tasks.c if column.name != "deleted_at"]
ALIVE = select(*COLUMNS).where(tasks.c.user_id == bindparam("user"), tasks.c.deleted_at.is_(None))
PAGE = ALIVE.order_by(tasks.c.created_at.desc(), tasks.c.id.desc()).limit(50)
ONE = ALIVE.where(tasks.c.id == bindparam("task"))
TAGS = (
    select(links.c.task_id, tags.c.id, tags.c.name)
    .join_from(links, tags, links.c.tag_id == tags.c.id)
    .where(links.c.task_id.in_(bindparam("tasks", expanding=True)))
)
MANY = TypeAdapter(list[TaskWithTags])
SINGLE = TypeAdapter(TaskWithTags)
MADE = TypeAdapter(TaskPublic)


async def with_tags(
    connection: AsyncConnection, statement: Select[Any], **values: Any
) -> list[dict[str, Any]]:
    rows = (await connection.execute(statement, values)).mappings()
    found = {row["id"]: {**row, "tags": []} for row in rows}
    for tag in await connection.execute(TAGS, {"tasks": list(found)}):
        found[tag.task_id]["tags"].append({"id": tag.id, "name": tag.name})
    return list(found.values())


def answer(adapter: TypeAdapter[Any], value: Any, status: int = 200) -> Response:
    body = adapter.dump_json(adapter.validate_python(value))
    return Response(body, status, media_type="application/json")


@app.get("/tasks")
async def list_tasks(user: User) -> Response:
    async with engine.connect() as connection:
        return answer(MANY, await with_tags(connection, PAGE, user=user))


@app.get("/tasks/{task_id}")
async def get_task(user: User, task_id: int) -> Response:
    async with engine.connect() as connection:
        found = await with_tags(connection, ONE, user=user, task=task_id)
    if not found:
        raise HTTPException(404)
    return answer(SINGLE, found[0])


@app.post("/tasks", status_code=201)
async def create_task(user: User, data: TaskCreate) -> Response:
    values = {**data.model_dump(), "user_id": user}
    async with engine.begin() as connection:
        result = await connection.execute(insert(tasks).returning(*COLUMNS), values)
        row = result.mappings().one()
    return answer(MADE, row, 201)
