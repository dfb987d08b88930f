"""FastCRUD behind routes of one's own, as its guide does where `crud_router` does not fit."""

import os
from typing import Annotated

from fastapi import FastAPI, Header

from benchmarks.guides import TaskCreate
from benchmarks.peers.fastcrud import Cruds, TaskRead, TaskWithTags

app = FastAPI()
cruds = Cruds(os.environ["DATABASE_URL"])
User = Annotated[int, Header(alias="X-User")]


@app.get("/tasks")
async def list_tasks(user: User) -> list[TaskWithTags]:
    return await cruds.list_tags(user)


@app.get("/tasks/{task_id}")
async def get_task(user: User, task_id: int) -> TaskWithTags:
    return (await cruds.with_tags([await cruds.get(task_id, user_id=user)]))[0]


@app.post("/tasks", status_code=201)
async def create_task(user: User, data: TaskCreate) -> TaskRead:
    return await cruds.create({**data.model_dump(), "user_id": user})
