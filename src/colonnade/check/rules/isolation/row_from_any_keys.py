"""Which columns a client may change is a list, not whatever it sends.

A loop of `setattr` over a dictionary, `Model(**data)` and `sqlmodel_update(data)` set what is in it, `user_id`, `id` and
`is_admin` as well, and nothing checks the values: a model with a table is not validated. A schema with
`extra="forbid"` names the fields; `model_dump(exclude_unset=True)` has those that were sent. The databases of fastapi-users
are given what its schemas let through.

Bad:

    from typing import Any
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def update_task(session: Session, task: Task, data: dict[str, Any]) -> None:
        for name, value in data.items():
            setattr(task, name, value)
        session.commit()

Bad:

    from typing import Any
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def create_task(session: Session, data: dict[str, Any]) -> None:
        session.add(Task(**data))
        session.commit()

Fine:

    from pydantic import ConfigDict
    from sqlmodel import Field, Session, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    class TaskUpdate(SQLModel):
        model_config = ConfigDict(extra="forbid")

        title: str | None = Field(default=None, max_length=200)

    def update_task(session: Session, task: Task, body: TaskUpdate) -> None:
        task.sqlmodel_update(body.model_dump(exclude_unset=True))
        session.commit()

    def change_task(session: Session, task: Task, changes: dict[str, str]) -> None:
        for name, value in changes.items():
            if name not in TaskUpdate.model_fields:
                raise ValueError(name)
            setattr(task, name, value)
        session.commit()

Fine:

    from typing import Any
    from fastapi_users.db import BaseUserDatabase
    from sqlmodel import Field, SQLModel
    from sqlmodel.ext.asyncio.session import AsyncSession

    class User(SQLModel, table=True):
        __tablename__ = "users"

        id: int | None = Field(default=None, primary_key=True)

    class UserDatabase(BaseUserDatabase[User, int]):
        session: AsyncSession

        async def update(self, user: User, update_dict: dict[str, Any]) -> User:
            for name, value in update_dict.items():
                setattr(user, name, value)
            await self.session.commit()
            return user
"""

import ast
from collections.abc import Iterator

from colonnade.check.routes import mentions
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.tree import Function
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL604"
SEVERITY = Severity.WARNING
NEEDS = (
    "setattr(|sqlmodel_update(|" + MODELS,
    "items(|sqlmodel_update(|" + MODELS,
    "add|commit|flush",
)
_REMEDY = 'Take a schema that names the fields, with `extra="forbid"`, and use its `model_dump(exclude_unset=True)`.'


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report rows that take every key of a dictionary which the function was given."""
    name = _dictionary(node, source)
    function = source.function(node) if name else None
    if (
        name
        and function
        and _is_unknown(name, function)
        and mentions(function, {"add", "commit", "flush"})
        and not _is_of_fastapi_users(function, source)
    ):
        yield Problem(node, f"Every key of `{name}` becomes an attribute of the row.", _REMEDY)


def _is_of_fastapi_users(function: Function, source: Source) -> bool:
    """Whether a function is a method that fastapi-users calls."""
    cls = source.parent(function)
    bases = cls.bases if isinstance(cls, ast.ClassDef) else []
    names = (source.resolve(one.value if isinstance(one, ast.Subscript) else one) for one in bases)
    return any(name.startswith("fastapi_users") for name in names)


def _dictionary(node: ast.Call, source: Source) -> str | None:
    """The name of the dictionary whose keys a call sets on a row."""
    if isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) == 3:
        return _looped_over(node, source)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "sqlmodel_update" and node.args:
        return node.args[0].id if isinstance(node.args[0], ast.Name) else None
    starred = [one.value for one in node.keywords if one.arg is None]
    if len(starred) == 1 and isinstance(starred[0], ast.Name):
        model = source.model(node.func)
        return starred[0].id if model is not None and model.is_table else None
    return None


def _looped_over(node: ast.Call, source: Source) -> str | None:
    """The dictionary of `for name, value in data.items(): setattr(row, name, value)`, where nothing is left out."""
    loop = source.loop(node)
    if not isinstance(loop, ast.For) or source.statement(node) not in loop.body:
        return None
    call = loop.iter
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    named = call.func.attr == "items" and isinstance(call.func.value, ast.Name)
    return ast.unparse(call.func.value) if named and not any(map(_refuses, loop.body)) else None


def _refuses(statement: ast.stmt) -> bool:
    """Whether a statement of the loop leaves some keys out, or raises because of them."""
    left_out = (ast.Raise, ast.Continue)
    return isinstance(statement, ast.If) and any(
        isinstance(one, left_out) for one in statement.body
    )


def _is_unknown(name: str, function: Function) -> bool:
    """Whether a name is a parameter that is annotated as a dictionary, and that nothing takes keys out of."""
    for one in (*function.args.args, *function.args.kwonlyargs):
        if one.arg == name and one.annotation is not None:
            text = ast.unparse(one.annotation)
            if not text.lower().startswith(("dict", "typing.dict")):
                return False
            return not any(_narrows(node, name) for node in ast.walk(function))
    return False


def _narrows(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == f"{name}.pop"
