"""`getattr(Model, name)` with a name from outside reaches every attribute of the model.

A client that may name the column to sort or to filter by can take `hashed_password` and read it from the order of the
rows, one character at a time; a name that is no column is an `AttributeError`. What a client may name is a list.

Bad:

    from sqlmodel import Field, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    def sorted_tasks(sort: str):
        return select(Task).order_by(getattr(Task, sort))

Fine:

    from typing import Literal
    from sqlmodel import Field, SQLModel, select

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

    def sorted_tasks(sort: Literal["id", "title"]):
        return select(Task).order_by(getattr(Task, sort))
"""

import ast
from collections.abc import Iterator

from colonnade.check.outside import is_from_outside
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL503"
SEVERITY = Severity.WARNING
CALLS = frozenset({"getattr"})
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `getattr` of a model with a text that the function was given."""
    if not isinstance(node.func, ast.Name) or node.func.id != "getattr" or len(node.args) < 2:
        return
    model = source.model(node.args[0])
    if model is not None and model.is_table and is_from_outside(node.args[1], source):
        yield Problem(
            node,
            f"`{ast.unparse(node.args[1])}` may name any attribute of `{model.name}`.",
            "Take the column from a mapping of the names that are allowed, or annotate it with `Literal`.",
        )
