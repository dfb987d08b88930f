"""`datetime.utcfromtimestamp` gives a time without a zone, which SQLModel refuses to store.

Since SQLModel 0.0.45 the row's INSERT is an error. Python deprecates the function since 3.12.

Bad:

    from datetime import datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime

    def task_of(stamp: float) -> Task:
        return Task(due=datetime.utcfromtimestamp(stamp))

Good:

    from datetime import datetime, UTC
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        due: datetime

    def task_of(stamp: float) -> Task:
        return Task(due=datetime.fromtimestamp(stamp, UTC))

Fine:

    from datetime import UTC, datetime
    from sqlmodel import Session

    def since(session: Session, stamp: float) -> datetime:
        return datetime.fromtimestamp(stamp, tz=UTC)
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import WITH_MODELS

CODE = "COL206"
CALLS = frozenset({"utcfromtimestamp"})
NEEDS = (WITH_MODELS, "datetime")
_NAIVE = ("datetime.datetime.utcfromtimestamp", "datetime.utcfromtimestamp")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report calls of `utcfromtimestamp`."""
    if not isinstance(node.func, ast.Attribute) or not source.project.has_sqlmodel:
        return
    if source.resolve(node.func) in _NAIVE and len(node.args) == 1:
        value, stamp = source.segment(node.func.value), source.segment(node.args[0])
        yield Problem(
            node.func,
            "`datetime.utcfromtimestamp` gives a time without a zone.",
            "Write `datetime.fromtimestamp(stamp, UTC)`.",
            (
                source.replace(node, f"{value}.fromtimestamp({stamp}, UTC)"),
                *source.imports("datetime", "UTC"),
            ),
        )
