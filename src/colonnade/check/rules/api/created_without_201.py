"""A route that makes a row answers 201.

200 says that something was done, 201 that something new is there. Clients and generated code tell the two apart.

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

    class TaskPublic(SQLModel):
        id: int
        title: str

    class TaskCreate(SQLModel):
        title: str = Field(max_length=200)

    @router.post("/tasks", response_model=TaskPublic)
    def create_task(body: TaskCreate, session: SessionDep):
        task = Task.model_validate(body)
        session.add(task)
        session.flush()
        return task

Good:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    class TaskPublic(SQLModel):
        id: int
        title: str

    class TaskCreate(SQLModel):
        title: str = Field(max_length=200)

    @router.post("/tasks", response_model=TaskPublic, status_code=201)
    def create_task(body: TaskCreate, session: SessionDep):
        task = Task.model_validate(body)
        session.add(task)
        session.flush()
        return task

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

    class TaskPublic(SQLModel):
        id: int
        title: str

    @router.post("/tasks/search", response_model=list[TaskPublic])
    def search_tasks(words: list[str], session: SessionDep):
        return []
"""

import ast
from collections.abc import Iterator

from colonnade.check.grouping import and_others
from colonnade.check.project import Model
from colonnade.check.routes import Route, routes
from colonnade.check.rule import Problem
from colonnade.check.sessions import is_session
from colonnade.check.source import Source
from colonnade.check.statements import method, value_of
from colonnade.check.words import MODELS, ROUTES
from colonnade.findings import Edit, Severity

CODE = "COL705"
SEVERITY = Severity.ADVICE
NEEDS = (MODELS, ROUTES, "post(")


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report POST routes without a status that add a new row and return that very row, once for a file."""
    found = [
        (route.decorator, model) for route in routes(source) if (model := _made_here(route, source))
    ]
    if found:
        yield Problem(
            found[0][0],
            f"A new `{found[0][1].name}` is answered with 200"
            + and_others(len(found), "route", "answers so", "answer so"),
            "Add `status_code=201`.",
            tuple(_edit(decorator, source) for decorator, _ in found),
            safe=False,
        )


def _edit(decorator: ast.Call, source: Source) -> Edit:
    parts: list[ast.expr | ast.keyword] = [*decorator.args, *decorator.keywords]
    return source.add_argument(parts[-1], "status_code=201")


def _made_here(route: Route, source: Source) -> Model | None:
    """The model of the new row that a POST route without a status returns."""
    if route.method != "post" or route.keyword("status_code") is not None:
        return None
    if any("Response" in one.text for one in route.parameters):
        return None
    return _made_and_returned(route, source)


def _made_and_returned(route: Route, source: Source) -> Model | None:
    returned = {
        one.value.id
        for one in ast.walk(route.function)
        if isinstance(one, ast.Return) and isinstance(one.value, ast.Name)
    }
    for call in ast.walk(route.function):
        if not isinstance(call, ast.Call) or method(call) != "add" or len(call.args) != 1:
            continue
        row = call.args[0]
        assert isinstance(call.func, ast.Attribute)
        if isinstance(row, ast.Name) and row.id in returned and is_session(call.func.value, source):
            return _made(value_of(row, source), source)
    return None


def _made(value: ast.AST, source: Source) -> Model | None:
    """The model that an expression makes a new row of."""
    if not isinstance(value, ast.Call):
        return None
    func = value.func
    if isinstance(func, ast.Attribute) and func.attr in ("model_validate", "from_orm"):
        func = func.value
    return source.model(func)
