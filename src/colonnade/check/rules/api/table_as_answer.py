"""An answer has a schema of its own, not the model with the table.

Every column of the table is part of the API then: one that is added tomorrow is sent to every client, and none can be
renamed or removed without breaking them.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    @router.get("/tasks/{task_id}", response_model=Task)
    def read_task(task_id: int, session: SessionDep):
        task = session.get(Task, task_id)
        if task is None:
            raise HTTPException(404)
        return task

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    class TaskPublic(SQLModel):
        id: int
        title: str

    @router.get("/tasks/{task_id}", response_model=TaskPublic)
    def read_task(task_id: int, session: SessionDep):
        task = session.get(Task, task_id)
        if task is None:
            raise HTTPException(404)
        return task
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import models_in, route_of
from colonnade.check.rule import Problem
from colonnade.check.secrets import shown_secrets
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES
from colonnade.findings import Severity

CODE = "COL702"
SEVERITY = Severity.WARNING
NEEDS = (MODELS, ROUTES)


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report routes that answer with a model that has a table; one that shows secrets is another rule's."""
    route = route_of(node, source)
    for found, model in models_in(route.answer, source) if route else ():
        if model.is_table and not shown_secrets(model):
            yield Problem(
                found,
                f"Every column of `{model.name}` is part of the answer.",
                f"Answer with a schema without a table, as `{model.name}Public`.",
            )
