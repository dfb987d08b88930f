"""The task board as a service: `uvicorn service:app`. The header `X-User` says who is asking."""

from colonnade import EVERYONE, crud_router, problem_handlers
from fastapi import FastAPI
from fastapi.security import APIKeyHeader

from models import Tag, Task, TaskCreate, TaskPublic, TaskUpdate, User
from taskboard import db

me = APIKeyHeader(name="X-User")
new_user = crud_router(
    User, db, owner=lambda: EVERYONE, exclude={"list", "get", "update", "delete", "bulk_create"}
)
user = crud_router(User, db, owner=me, exclude={"create"})
tag = crud_router(Tag, db, owner=me)
task = crud_router(Task, db, owner=me, create=TaskCreate, update=TaskUpdate, public=TaskPublic)

app = FastAPI(title="Task board", lifespan=db.lifespan)
problem_handlers(app)
for router in (new_user, user, tag, task):
    app.include_router(router)
