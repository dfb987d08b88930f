"""A route that lists rows has an end.

A table grows, and some day the answer does not fit into memory, or takes longer than the client waits. A page has a limit
and an order.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel, select

    router = APIRouter()

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: Annotated[Session, Depends(Session)]):
        return session.exec(select(Task)).all()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel, select

    router = APIRouter()

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: Annotated[Session, Depends(Session)]):
        return session.exec(select(Task).order_by(Task.id).limit(100)).all()
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import route_of
from colonnade.check.rows import model_of_rows, statement_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import chain, method, methods, value_of
from colonnade.check.words import MODELS, ROUTES
from colonnade.findings import Severity

CODE = "COL414"
SEVERITY = Severity.ADVICE
NEEDS = (MODELS, ROUTES)
_BOUNDED = frozenset({"limit", "fetch", "slice", "where", "filter", "filter_by", "group_by"})


def check(node: ast.Return, source: Source) -> Iterator[Problem]:
    """Report GET routes that return every row of a table."""
    if node.value is None:
        return
    rows = value_of(node.value, source)
    statement = statement_of_rows(rows, source)
    model = model_of_rows(rows, source) if statement is not None else None
    if model is None or statement is None or methods(statement) & _BOUNDED:
        return
    route = route_of(source.function(node), source)
    last = chain(rows)[0] if isinstance(rows, ast.Call) else None
    if route is None or route.method != "get" or (last is not None and method(last) == "first"):
        return
    if isinstance(chain(statement)[-1].func, ast.Attribute):
        return
    yield Problem(
        node,
        f"The answer has every `{model.name}` that there is.",
        "Give it pages: `.order_by(...).limit(...)`.",
    )
