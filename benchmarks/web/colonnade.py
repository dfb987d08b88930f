"""What `crud_router` makes, scoped to the owner of the request."""

import os
from typing import Annotated

from fastapi import FastAPI, Header

from benchmarks.taskboard import Task, TaskWithTags
from colonnade import Database, crud_router, problem_handlers

db = Database(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://"))


async def current_user(user: Annotated[int, Header(alias="X-User")]) -> int:
    return user


app = FastAPI(lifespan=db.lifespan)
problem_handlers(app)
app.include_router(crud_router(Task, db, public=TaskWithTags, owner=current_user))
