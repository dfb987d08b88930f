"""An `Index` of one column that is the first of the primary key, or has an index, is a second copy.

The database keeps both with every row and uses one.

Bad:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Vote(SQLModel, table=True):
        task: int = Field(primary_key=True)
        voter: int = Field(primary_key=True)

    Index("ix_vote_task", Vote.task)

Good:

    from sqlmodel import Field, SQLModel

    class Vote(SQLModel, table=True):
        task: int = Field(primary_key=True)
        voter: int = Field(primary_key=True)

Fine:

    from sqlalchemy import Index
    from sqlmodel import Field, SQLModel

    class Vote(SQLModel, table=True):
        task: int = Field(primary_key=True)
        voter: int = Field(primary_key=True)

    Index("ix_vote_voter", Vote.voter)
"""

import ast
from collections.abc import Iterator

from colonnade.check.indexes import key_of
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS
from colonnade.findings import Severity

CODE = "COL142"
SEVERITY = Severity.ADVICE
CALLS = frozenset({"Index"})
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report indexes beside a class whose one column is indexed already."""
    column = node.args[1] if len(node.args) == 2 and not node.keywords else None
    if not isinstance(column, ast.Attribute) or not source.resolve(node.func).endswith(".Index"):
        return
    model = source.model(column.value)
    field = model.columns.get(column.attr) if model else None
    if model is None or field is None:
        return
    said = field.keywords
    if key_of(model)[:1] == [field.name] or "True" in (said.get("index"), said.get("unique")):
        yield Problem(
            node,
            f"`{model.name}.{field.name}` has an index already.",
            "Leave this one out.",
        )
