"""A row that may be missing is looked at before it is used.

`session.get`, `first` and `one_or_none` give `None` for a key that is not there. A route that goes on with it answers 500,
from an `AttributeError` or from an answer that does not fit its schema; 404 is what happened.

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

    @router.get("/tasks/{task_id}", response_model=TaskPublic)
    def read_task(task_id: int, session: SessionDep):
        task = session.get(Task, task_id)
        return task

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

    @router.delete("/tasks/{task_id}", status_code=204)
    def delete_task(task_id: int, session: SessionDep) -> None:
        task = session.get(Task, task_id)
        session.delete(task)
        session.commit()

Fine:

    from typing import Annotated
    from fastapi import APIRouter, Depends, HTTPException
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

    @router.get("/tasks/{task_id}", response_model=TaskPublic)
    def read_task(task_id: int, session: SessionDep):
        task = session.get(Task, task_id)
        if task is None:
            raise HTTPException(404)
        return task

    @router.get("/tasks/{task_id}/maybe", response_model=TaskPublic | None)
    def find_task(task_id: int, session: SessionDep):
        return session.get(Task, task_id)
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import Route, route_of
from colonnade.check.rows import model_of_rows
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import method
from colonnade.check.words import MODELS, ROUTES

CODE = "COL706"
CALLS = frozenset({"get", "first", "one_or_none", "scalar_one_or_none"})
NEEDS = (MODELS, ROUTES)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report rows in routes that may be `None` and are used or returned without a look at that."""
    if method(node) not in CALLS:
        return
    yield from _used_at_once(node, source)
    name = _name(node, source)
    route = route_of(source.function(node), source) if name else None
    if name is None or route is None or model_of_rows(node, source) is None:
        return
    if _is_looked_at(name, route):
        return
    if any(_uses(one, name, route, source) for one in ast.walk(route.function)):
        yield Problem(
            node,
            f"`{name}` is `None` for a key that is not there, which becomes a 500.",
            f"Raise `HTTPException(404)` if `{name}` is `None`.",
        )


def _used_at_once(node: ast.Call, source: Source) -> Iterator[Problem]:
    """A row that is deleted, or whose attribute is read, in the expression that gets it."""
    parent = source.parent(node)
    row: ast.AST = node
    if isinstance(parent, ast.Await):
        row, parent = parent, source.parent(parent)
    is_read = isinstance(parent, ast.Attribute)
    is_deleted = isinstance(parent, ast.Call) and method(parent) == "delete" and row in parent.args
    model = model_of_rows(node, source) if is_read or is_deleted else None
    if model is not None and route_of(source.function(node), source) is not None:
        yield Problem(
            node,
            f"There is no `{model.name}` for a key that is not there, which becomes a 500.",
            "Keep it in a variable, and raise `HTTPException(404)` if that is `None`.",
        )


def _name(node: ast.Call, source: Source) -> str | None:
    """The variable that a call is assigned to, as nothing else is."""
    parent = source.parent(node)
    if isinstance(parent, ast.Await):
        parent = source.parent(parent)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else None


def _is_looked_at(name: str, route: Route) -> bool:
    """Whether a variable is part of a condition or handed to a function, or is assigned a second time."""
    assigned = 0
    for one in ast.walk(route.function):
        if isinstance(one, ast.If | ast.IfExp | ast.While | ast.Assert):
            if _has(one.test, name):
                return True
        elif isinstance(one, ast.BoolOp | ast.Compare | ast.Match | ast.Try):
            if _has(one, name):
                return True
        elif isinstance(one, ast.Assign):
            assigned += any(
                _has(target, name) for target in one.targets if isinstance(target, ast.Name)
            )
        elif isinstance(one, ast.Call) and _is_given(name, one):
            return True
    return assigned > 1


def _is_given(name: str, call: ast.Call) -> bool:
    """Whether a function is given a variable; what a session is given is not looked at."""
    if method(call) in ("delete", "add", "refresh"):
        return False
    return any(isinstance(one, ast.Name) and one.id == name for one in call.args)


def _has(node: ast.AST, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))


def _uses(node: ast.AST, name: str, route: Route, source: Source) -> bool:
    """Whether a node fails where a variable is `None`."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == name
    if isinstance(node, ast.Call) and method(node) == "delete":
        return any(isinstance(one, ast.Name) and one.id == name for one in node.args)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id == name:
        answer = ast.unparse(route.answer) if route.answer is not None else "None"
        return "None" not in answer and "Optional" not in answer and "Any" not in answer
    return False
