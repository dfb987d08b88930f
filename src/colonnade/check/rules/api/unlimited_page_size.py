"""The size of a page has an upper bound.

`limit: int = 100` is a default and no bound: a client that asks for ten million rows gets them, and the application holds
them in memory. A negative limit is an error of the database on PostgreSQL and "all" on SQLite.

Bad:

    from typing import Annotated
    from fastapi import APIRouter, Depends
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: SessionDep, limit: int = 50):
        return session.exec(select(Task).order_by(Task.id).limit(limit)).all()

Good:

    from typing import Annotated
    from fastapi import APIRouter, Depends, Query
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: SessionDep, limit: Annotated[int, Query(ge=1, le=100)] = 50):
        return session.exec(select(Task).order_by(Task.id).limit(limit)).all()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends, Query
    from sqlmodel import Field, Session, SQLModel, select
    from app.dependencies import get_session

    router = APIRouter()
    SessionDep = Annotated[Session, Depends(get_session)]

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class TaskPublic(SQLModel):
        id: int

    @router.get("/tasks", response_model=list[TaskPublic])
    def list_tasks(session: SessionDep, limit: int = Query(50, le=100)):
        return session.exec(select(Task).order_by(Task.id).limit(limit)).all()
"""

import ast
import re
from collections.abc import Iterator

from colonnade.check.routes import Parameter, Route, route_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import method
from colonnade.check.words import ROUTES
from colonnade.findings import Edit, Severity

CODE = "COL707"
SEVERITY = Severity.WARNING
NEEDS = (ROUTES, "limit(")
_NAMES = frozenset({"limit", "page_size", "per_page", "size", "count", "top", "n"})


def check(node: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Problem]:
    """Report numbers without an upper bound that a route passes to `limit` as they come."""
    route = route_of(node, source)
    for one in route.parameters if route else ():
        name = _sent_with_others(one, source) if route else None
        if route is not None and name and _limits(f"{one.name}.{name}", route):
            yield Problem(
                one.node,
                f"A client gets as many rows as it says with `{name}`.",
                f"Say `{name}: int = Field(default=100, ge=1, le=100)` in the class.",
            )
    for one in route.from_request if route else ():
        annotation = one.node.annotation
        if one.name not in _NAMES or annotation is None or "int" not in one.text:
            continue
        if route is None or "le=" in one.text or "lt=" in one.text or not _limits(one.name, route):
            continue
        yield Problem(
            one.node,
            f"A client gets as many rows as it says with `{one.name}`.",
            f"Annotate it as `{one.name}: Annotated[int, Query(ge=1, le=100)]`.",
            _edits(one, annotation, source),
            safe=False,
        )


def _sent_with_others(one: Parameter, source: Source) -> str | None:
    """The number without an upper bound in the class that a parameter's values are read into."""
    for name in (source.resolve(part) for part in ast.walk(one.node.annotation or one.node)):
        cls = source.project.classes.get(source.project.home(name)) if name else None
        for field in cls.fields.values() if cls is not None else ():
            said = f"{field.annotation} {dict(field.keywords)}"
            if field.name in _NAMES and "int" in said and not re.search(r"'l[te]'|\bl[te]=", said):
                return field.name
    return None


def _limits(name: str, route: Route) -> bool:
    """Whether a parameter reaches `limit` as it is: no `min(...)`, no comparison."""
    for one in ast.walk(route.function):
        if isinstance(one, ast.Compare) and name in ast.unparse(one):
            return False
    return any(
        isinstance(one, ast.Call)
        and (method(one) == "limit" and any(ast.unparse(given) == name for given in one.args))
        for one in ast.walk(route.function)
    )


def _edits(one: Parameter, annotation: ast.expr, source: Source) -> tuple[Edit, ...]:
    if ast.unparse(annotation) != "int" or (
        one.default and not isinstance(one.default, ast.Constant)
    ):
        return ()
    default = one.default.value if isinstance(one.default, ast.Constant) else 0
    largest = max(100, default) if isinstance(default, int) else 100
    return (
        source.replace(annotation, f"Annotated[int, Query(ge=1, le={largest})]"),
        *source.imports("typing", "Annotated"),
        *source.imports("fastapi", "Query"),
    )
