"""The order of pages ends in something unique.

Rows with the same time come in any order, and in another one for the next page: a reader sees some twice and others never.
The key at the end of the order tells them apart.

Bad:

    from datetime import datetime
    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime

    def page(session: Session, number: int) -> list[Task]:
        statement = select(Task).order_by(col(Task.created_at).desc()).offset(number * 50).limit(50)
        return list(session.exec(statement))

Good:

    from datetime import datetime
    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime

    def page(session: Session, number: int) -> list[Task]:
        statement = select(Task).order_by(col(Task.created_at).desc(), col(Task.id).desc()).offset(number * 50).limit(50)
        return list(session.exec(statement))

Fine:

    from sqlmodel import Field, Session, SQLModel, col, select

    class User(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(unique=True, max_length=320)

    def page(session: Session, number: int) -> list[User]:
        return list(session.exec(select(User).order_by(col(User.email)).offset(number * 50).limit(50)))
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import is_key
from colonnade.check.project import Field, Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import chain, is_whole, method, methods
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL417"
SEVERITY = Severity.ADVICE
CALLS = frozenset({"limit", "offset", "order_by", "options"})
NEEDS = (MODELS, "order_by(")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report pages whose order is of columns that several rows may share."""
    called = methods(node)
    if (
        not {"offset", "limit", "order_by"} <= called
        or "group_by" in called
        or not is_whole(node, source)
    ):
        return
    parts = [part for call in chain(node) if method(call) == "order_by" for part in call.args]
    named = [_column(part, source) for part in parts]
    columns = [one for one in named if one is not None]
    if not parts or len(columns) != len(parts):
        return
    model, last = columns[-1]
    if not any(_is_unique(model, field) for model, field in columns):
        yield Problem(
            node,
            f"Rows with the same `{last.name}` are in any order, on each page another one.",
            f"End the order with the key: `.order_by(..., {model.name}.{_key(model)})`.",
        )


def _column(part: ast.expr, source: Source) -> tuple[Model, Field] | None:
    """The model and its field that `Task.created_at.desc()` or `desc(col(Task.created_at))` names."""
    found = [
        (model, model.columns[one.attr])
        for one in ast.walk(part)
        if isinstance(one, ast.Attribute)
        and (model := source.model(one.value)) is not None
        and one.attr in model.columns
    ]
    return found[0] if len(found) == 1 else None


def _is_unique(model: Model, field: Field) -> bool:
    """Whether no two rows share a value, or nobody can tell from here."""
    if is_key(field) or not model.is_table or {"sa_column", "**"} & {*field.keywords}:
        return True
    args = (cls.assigned.get("__table_args__", "") for cls in model.project.lineage(model.cls))
    said = any("nique" in one and field.name in one for one in args)
    return said or field.keywords.get("unique") == "True"


def _key(model: Model) -> str:
    return next((name for name, field in model.columns.items() if is_key(field)), "id")
