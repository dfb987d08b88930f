"""A route that returns rows says with which schema.

Without `response_model` and without an annotation every column is sent, secrets as well, the documentation says nothing,
and a row that was committed and not read again is sent as `{}`.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    @router.get("/tasks")
    def list_tasks(session: SessionDep):
        return session.exec(select(Task).order_by(Task.id).limit(100)).all()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends
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

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: SessionDep):
        return session.exec(select(Task).order_by(Task.id).limit(100)).all()
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.grouping import and_others
from colonnade.check.routes import Route, route_of
from colonnade.check.rows import model_of_rows, statement_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import select_of
from colonnade.check.words import ROUTES
from colonnade.findings import Severity

CODE = "COL704"
SEVERITY = Severity.WARNING
NEEDS = (ROUTES,)


def check(node: ast.Module, source: Source) -> Iterator[Problem]:
    """Report routes without a schema that return rows, each model of a file once."""
    found: dict[str, list[ast.Return]] = {}
    for one in sorted(source.nodes(ast.Return), key=lambda one: one.lineno):
        name = _sent(one, source)
        if name:
            found.setdefault(name, []).append(one)
    for name, places in found.items():
        routes = {source.function(one) for one in places}
        yield Problem(
            places[0],
            f"Every column of `{name}` is sent, and no schema says so"
            + and_others(len(routes), "route", "answers so", "answer so"),
            f"Give the route a `response_model`, as `{name}Public`.",
        )


def _sent(node: ast.Return, source: Source) -> str:
    """The model whose rows a route without a schema returns."""
    route = route_of(source.function(node), source) if node.value is not None else None
    if route is None or route.answer is not None or route.keyword("response_class") is not None:
        return ""
    return _returned(node, route, source)


def _returned(node: ast.Return, route: Route, source: Source) -> str:
    """The model whose rows a route returns; also one that is in no file that was read."""
    if node.value is None or source.function(node) is not route.function:
        return ""
    model = model_of_rows(node.value, source)
    if model is not None:
        return model.name
    statement = statement_of_rows(node.value, source)
    select = select_of(statement, source) if statement is not None else None
    if select is None or len(select.args) != 1 or not isinstance(select.args[0], ast.Name):
        return ""
    name = select.args[0].id
    is_unknown = source.resolve(select.args[0]) == name and not source.bound(name)
    return name if is_unknown and _CLASS.fullmatch(name) else ""


_CLASS = re.compile(r"[A-Z][a-z]\w*")
