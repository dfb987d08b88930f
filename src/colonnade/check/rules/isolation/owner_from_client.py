"""Whose a row is comes from who is signed in, never from what they send.

A schema for input with the owner's key lets a client make rows in the name of others, and give its own away.

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

    class TaskCreate(SQLModel):
        user_id: int

    @router.post("/tasks", status_code=201)
    def create_task(body: TaskCreate, session: SessionDep, user_id: UserId) -> TaskPublic:
        task = Task.model_validate(body)
        session.add(task)
        session.commit()
        return TaskPublic.model_validate(task, from_attributes=True)

Fine:

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

    class TaskCreate(SQLModel):
        title: str

    @router.post("/tasks", status_code=201)
    def create_task(body: TaskCreate, session: SessionDep, user_id: UserId) -> TaskPublic:
        task = Task.model_validate(body, update={"user_id": user_id})
        session.add(task)
        session.commit()
        return TaskPublic.model_validate(task, from_attributes=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.owners import asks_who, owner_column
from colonnade.check.project import Model
from colonnade.check.routes import Route, route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES

CODE = "COL603"
NEEDS = (MODELS, ROUTES)


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report bodies with an owner's key, in a route that knows its user and does not use it for the row."""
    route = route_of(node, source)
    if route is None or route.user is None or route.method == "get":
        return
    for one in route.from_request:
        body = source.model(one.node.annotation) if one.node.annotation is not None else None
        if body is None or body.is_table:
            continue
        column = _owner_sent(body, route, source)
        if column and not asks_who(route, column):
            yield Problem(
                one.node,
                f"The client says with `{body.name}.{column}` whose the row is.",
                f"Take `{column}` out of `{body.name}`, and set it from `{route.user.name}`.",
            )


def _owner_sent(body: Model, route: Route, source: Source) -> str | None:
    """The owner's column of a model that the route works with, where the body has a field of that name."""
    for one in ast.walk(route.function):
        model = source.model(one) if isinstance(one, ast.Name) else None
        column = owner_column(model) if model else None
        if column in body.columns:
            return column
    return None
