"""A row with an owner is not handed out by its key alone.

The key comes with the request, so anyone who is signed in counts upwards and reads, changes or deletes what is not theirs.
The owner belongs into the same statement; a row of somebody else is then as absent as one that was never there.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import current_user_id, get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]
    UserId = Annotated[int, Depends(current_user_id)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks/{task_id}")
    def read_task(task_id: int, session: SessionDep, user_id: UserId) -> TaskPublic:
        task = session.get(Task, task_id)
        if task is None:
            raise HTTPException(404)
        return TaskPublic.model_validate(task, from_attributes=True)

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import current_user_id, get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]
    UserId = Annotated[int, Depends(current_user_id)]

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        user_id: int = Field(foreign_key="users.id", index=True, ondelete="CASCADE")

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks/{task_id}")
    def read_task(task_id: int, session: SessionDep, user_id: UserId) -> TaskPublic:
        statement = select(Task).where(Task.id == task_id, Task.user_id == user_id)
        task = session.exec(statement).one_or_none()
        if task is None:
            raise HTTPException(404)
        return TaskPublic.model_validate(task, from_attributes=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.owners import asks_who, owner_column
from colonnade.check.routes import route_of
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES

CODE = "COL601"
CALLS = frozenset({"get", "get_one"})
NEEDS = (MODELS, ROUTES)
_GETS = frozenset({"get", "get_one"})


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `session.get` by a value of the request, in a route that knows its user and never asks for the owner."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _GETS:
        return
    model = source.model(node.args[0]) if len(node.args) == 2 else None
    column = owner_column(model) if model else None
    if model is None or column is None or not is_session(node.func.value, source):
        return
    route = route_of(source.function(node), source)
    if route is None or asks_who(route, column):
        return
    sent = {one.name for one in route.from_request}
    if any(isinstance(one, ast.Name) and one.id in sent for one in ast.walk(node.args[1])):
        yield Problem(
            node,
            f"Any user gets any `{model.name}` here: nothing looks at `{model.name}.{column}`.",
            f"Select it with `{model.name}.{column} == ...` beside its key.",
        )
