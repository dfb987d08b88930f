"""Whose a row is comes from who is signed in, never from what they send.

A schema for input with the owner's key lets a client make rows in the name of others, and give its own away. A parameter
with it lets a client read the rows of others.

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

    class TaskCreate(SQLModel):
        user_id: int

    @router.post("/tasks", status_code=201)
    def create_task(body: TaskCreate, session: SessionDep, user_id: UserId) -> TaskPublic:
        task = Task.model_validate(body)
        session.add(task)
        session.commit()
        return TaskPublic.model_validate(task, from_attributes=True)

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(user_id: int, session: SessionDep, me: UserId):
        return session.exec(select(Task).where(Task.user_id == user_id).order_by(Task.id).limit(50)).all()

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

from colonnade.check.owners import asks_who, owner_column, uses_user
from colonnade.check.project import Model
from colonnade.check.routes import Route, route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES

CODE = "COL603"
NEEDS = (MODELS, ROUTES)


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report an owner's key in bodies and parameters, in a route that knows its user and does not use it for the row."""
    route = route_of(node, source)
    if route is None or route.user is None:
        return
    yield from _parameters(route, source)
    if route.method == "get":
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


def _parameters(route: Route, source: Source) -> Iterator[Problem]:
    """Parameters that are compared with the owner of rows; those of paths name whose public rows are read."""
    assert route.user is not None
    path = ast.unparse(route.decorator.args[0]) if route.decorator.args else ""
    for one in route.from_request:
        if (route.method == "get" and f"{{{one.name}}}" in path) or uses_user(route):
            continue
        if any(_is_owner(compared, one.name, source) for compared in ast.walk(route.function)):
            yield Problem(
                one.node,
                f"The client says with `{one.name}` whose the rows are.",
                f"Take `{one.name}` out, and use `{route.user.name}`.",
            )


def _is_owner(node: ast.AST, name: str, source: Source) -> bool:
    """Whether a node compares the owner of a model with a variable."""
    if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Attribute):
        return False
    model = source.model(node.left.value)
    return (
        model is not None
        and owner_column(model) == node.left.attr
        and isinstance(node.comparators[0], ast.Name)
        and node.comparators[0].id == name
    )


def _owner_sent(body: Model, route: Route, source: Source) -> str | None:
    """The owner's column of a model that the route works with, where the body has a field of that name."""
    for one in ast.walk(route.function):
        model = source.model(one) if isinstance(one, ast.Name) else None
        column = owner_column(model) if model else None
        if column in body.columns:
            return column
    return None
