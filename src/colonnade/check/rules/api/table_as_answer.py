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

from colonnade.check.grouping import and_others
from colonnade.check.project import Model
from colonnade.check.routes import models_in, routes
from colonnade.check.rule import Problem
from colonnade.check.secrets import shown_secrets
from colonnade.check.source import Source
from colonnade.check.words import MODELS, ROUTES
from colonnade.findings import Severity

CODE = "COL702"
SEVERITY = Severity.WARNING
NEEDS = (MODELS, ROUTES)


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report models with tables that routes of the file answer with; one that shows secrets is another rule's."""
    found: dict[str, list[ast.expr]] = {}
    for place, model in _answers(source):
        found.setdefault(model.name, []).append(place)
    for name, places in found.items():
        yield Problem(
            places[0],
            f"Every column of `{name}` is part of the answer"
            + and_others(len(places), "route", "answers so", "answer so"),
            f"Answer with a schema without a table, as `{name}Public`.",
        )


def _answers(source: Source) -> Iterator[tuple[ast.expr, Model]]:
    """What routes answer with that has a table, in the order of the file."""
    for route in routes(source):
        for place, model in models_in(route.answer, source):
            if model.is_table and not shown_secrets(model):
                yield place, model
