"""advanced-alchemy's FastAPI extension: a service for each request, `to_schema` as answer."""

import os
from typing import Annotated, Any

from advanced_alchemy.config import AsyncSessionConfig
from advanced_alchemy.extensions.fastapi import AdvancedAlchemy, SQLAlchemyAsyncConfig
from fastapi import Depends, FastAPI, Header

from benchmarks.guides import TaskCreate, TaskPublic, TaskWithTags
from benchmarks.peers.advanced_alchemy import ALIVE, FIRST, NEWEST, Task, TaskService

app = FastAPI()
alchemy = AdvancedAlchemy(
    config=SQLAlchemyAsyncConfig(
        connection_string=os.environ["DATABASE_URL"].replace(
            "postgresql://", "postgresql+asyncpg://"
        ),
        session_config=AsyncSessionConfig(expire_on_commit=False),
    ),
    app=app,
)
WithTags = Annotated[TaskService, Depends(alchemy.provide_service(TaskService, load=[Task.tags]))]
Service = Annotated[TaskService, Depends(alchemy.provide_service(TaskService))]
User = Annotated[int, Header(alias="X-User")]


@app.get("/tasks")
async def list_tasks(service: WithTags, user: User) -> list[TaskWithTags]:
    tasks = await service.get_many(ALIVE, *NEWEST, FIRST, user_id=user)
    return list(service.to_schema(tasks, schema_type=TaskWithTags).items)


@app.get("/tasks/{task_id}")
async def get_task(service: WithTags, user: User, task_id: int) -> TaskWithTags:
    task = await service.get_one(ALIVE, id=task_id, user_id=user)
    return service.to_schema(task, schema_type=TaskWithTags)


@app.post("/tasks", status_code=201)
async def create_task(service: Service, user: User, data: TaskCreate) -> TaskPublic:
    values: dict[str, Any] = {**data.model_dump(), "user_id": user}
    task = await service.create(values, auto_commit=True)
    return service.to_schema(task, schema_type=TaskPublic)
