"""`is`, `is not`, `in` and `not in` compare Python objects, not rows.

A column is never the object `None`, so `where(Task.done_at is None)` is `where(False)` and finds nothing;
`is not None` is `where(True)` and finds everything. `in` asks a list whether it holds the column itself.

Bad:

    from datetime import datetime
    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done_at: datetime | None = None

    def open_tasks(session: Session) -> list[Task]:
        statement = select(Task).where(Task.done_at is None).order_by(col(Task.id)).limit(50)
        return list(session.exec(statement))

Good:

    from datetime import datetime
    from sqlmodel import Field, Session, SQLModel, col, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        done_at: datetime | None = None

    def open_tasks(session: Session) -> list[Task]:
        statement = select(Task).where(col(Task.done_at).is_(None)).order_by(col(Task.id)).limit(50)
        return list(session.exec(statement))

Bad:

    from sqlmodel import Field, SQLModel, delete

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def removal(keys: list[int]):
        return delete(Task).where(Task.id in keys)

Good:

    from sqlmodel import Field, SQLModel, delete, col

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def removal(keys: list[int]):
        return delete(Task).where(col(Task.id).in_(keys))

Fine:

    from sqlmodel import Field, SQLModel, col, delete

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def removal(key: int | None):
        statement = delete(Task)
        if key is not None:
            statement = statement.where(col(Task.id) == key)
        return statement
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.statements import is_condition
from colonnade.check.words import MODELS, STATEMENTS

CODE = "COL402"
NEEDS = (
    STATEMENTS,
    "where(|filter(|having(",
    "select(|insert(|update(|delete(|query(",
    "select(|insert(|update(|delete(|" + MODELS,
    "is|in",
)
IMPORTS = frozenset({"select", "insert", "update", "delete"})
_METHODS = {ast.Is: "is_", ast.IsNot: "is_not", ast.In: "in_", ast.NotIn: "not_in"}
_WORDS = {ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}


def check(node: ast.Compare, source: Source) -> Iterator[Problem]:
    """Report comparisons of identity and membership that are a whole condition of a statement."""
    operator = type(node.ops[0])
    if len(node.ops) > 1 or operator not in _METHODS or not is_condition(node, source):
        return
    left, right = source.segment(node.left), source.segment(node.comparators[0])
    is_wrapped = (
        isinstance(node.left, ast.Call) and source.resolve(node.left.func) == "sqlmodel.col"
    )
    column = left if is_wrapped else f"col({left})"
    edits = () if is_wrapped else source.imports("sqlmodel", "col")
    yield Problem(
        node,
        f"Python decides `{_WORDS[operator]}` before the database sees it.",
        f"Write `col(...).{_METHODS[operator]}(...)`.",
        (source.replace(node, f"{column}.{_METHODS[operator]}({right})"), *edits),
    )
