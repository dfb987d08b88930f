"""A list of rows with owners names the owner whose rows it is.

A route that knows who is asking and selects without a condition on the owner shows every user the rows of all.

Bad:

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

    @router.get("/tasks")
    def list_tasks(session: SessionDep, user_id: UserId) -> list[TaskPublic]:
        rows = session.exec(select(Task).order_by(Task.id).limit(100))
        return [TaskPublic.model_validate(row, from_attributes=True) for row in rows]

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

    @router.get("/tasks")
    def list_tasks(session: SessionDep, user_id: UserId) -> list[TaskPublic]:
        rows = session.exec(select(Task).where(Task.user_id == user_id).order_by(Task.id).limit(100))
        return [TaskPublic.model_validate(row, from_attributes=True) for row in rows]
"""

import ast
from collections.abc import Iterator

from colonnade.check.owners import asks_who, owner_column
from colonnade.check.routes import route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import SELECTS, WRITES, selected_models
from colonnade.check.words import MODELS, ROUTES

CODE = "COL602"
NEEDS = (MODELS, ROUTES)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report statements for models with owners, in a route that knows its user and never asks for the owner."""
    name = source.resolve(node.func) if node.args else ""
    if name not in SELECTS | WRITES or name.endswith(".insert"):
        return
    owned = [(one, owner_column(one)) for one in selected_models(node, source)]
    route = route_of(source.function(node), source) if any(column for _, column in owned) else None
    for model, column in owned:
        if route is not None and column and not asks_who(route, column):
            yield Problem(
                node,
                f"These are the rows of all users: nothing looks at `{model.name}.{column}`.",
                f"Add `.where({model.name}.{column} == ...)` with the user who is asking.",
            )
