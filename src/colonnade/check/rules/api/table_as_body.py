"""A model with a table is no request body.

It is not validated: missing and wrong values come as far as the database, and lengths are not looked at. It has every
column, so a client sets `id`, `created_at` and `is_admin` as it likes. A schema for input has what a client may send.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    @router.post("/tasks", status_code=201)
    def create_task(task: Task, session: SessionDep) -> None:
        session.add(task)
        session.commit()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    class TaskCreate(SQLModel):
        title: str = Field(max_length=200)

    @router.post("/tasks", status_code=201)
    def create_task(body: TaskCreate, session: SessionDep) -> None:
        session.add(Task.model_validate(body))
        session.commit()
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import models_in, route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES

CODE = "COL701"
NEEDS = (MODELS, ROUTES)


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report parameters of routes that are models with tables and come with the request."""
    route = route_of(node, source)
    for one in route.from_request if route else ():
        for _, model in models_in(one.node.annotation, source):
            if model.is_table:
                yield Problem(
                    one.node,
                    f"A client sets every column of `{model.name}`, and nothing is validated.",
                    f"Take a schema without a table, as `{model.name}Create`, and make the row from it.",
                )
