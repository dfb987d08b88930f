"""`session.merge` of what a client sent overwrites whichever row has that key.

The key is part of the body, so a client that sends another one changes a row that is not its own; a key that is not there
makes a new row. A row is loaded by its key and its owner first, and changed then.

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

    class TaskUpdate(SQLModel):
        id: int

    @router.put("/tasks")
    def update_task(body: TaskUpdate, session: SessionDep) -> None:
        session.merge(Task(**body.model_dump()))
        session.commit()

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

    class TaskUpdate(SQLModel):
        title: str

    @router.put("/tasks/{task_id}")
    def update_task(task_id: int, body: TaskUpdate, session: SessionDep, user_id: UserId) -> None:
        statement = select(Task).where(Task.id == task_id, Task.user_id == user_id)
        task = session.exec(statement).one_or_none()
        if task is None:
            raise HTTPException(404)
        task.sqlmodel_update(body.model_dump(exclude_unset=True))
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import route_of
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import value_of
from colonnade.check.words import ROUTES

CODE = "COL605"
CALLS = frozenset({"merge"})
NEEDS = (ROUTES,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `session.merge` of a row that is made from a parameter of a route."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "merge" or not node.args:
        return
    route = route_of(source.function(node), source)
    if route is None or not is_session(node.func.value, source):
        return
    sent = {one.name for one in route.from_request}
    row = value_of(node.args[0], source)
    if any(isinstance(one, ast.Name) and one.id in sent for one in ast.walk(row)):
        yield Problem(
            node,
            "The client chooses with the key which row is overwritten.",
            "Load the row by its key and its owner, and change that.",
        )
