"""`datetime.utcnow` gives a time without a zone, which SQLModel refuses to store.

Since SQLModel 0.0.45 a `datetime` is stored with its zone, and a naive one is an error when the row is inserted. Before
that it was stored as whatever the session of the database took it for. Python deprecates the function since 3.12.

Bad:

    from datetime import datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=datetime.utcnow)

Good:

    from datetime import datetime, UTC
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

Fine:

    from datetime import UTC, datetime
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        created_at: datetime = Field(default_factory=lambda: datetime.now(tz=UTC))
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import WITH_MODELS

CODE = "COL201"
NEEDS = (WITH_MODELS, "datetime", "utcnow")
_NAIVE = ("datetime.datetime.utcnow", "datetime.utcnow")


def check(node: ast.Attribute, source: Source) -> Iterator[Problem]:
    """Report every use of `datetime.utcnow`, called or handed over."""
    if node.attr != "utcnow" or source.resolve(node) not in _NAIVE:
        return
    if not source.project.has_sqlmodel:
        return
    parent = source.parent(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    now = f"{source.segment(node.value)}.now(UTC)"
    edit = source.replace(
        parent if called and isinstance(parent, ast.Call) else node,
        now if called else f"lambda: {now}",
    )
    yield Problem(
        node,
        "`datetime.utcnow` gives a time without a zone.",
        "Write `datetime.now(UTC)`.",
        (edit, *source.imports("datetime", "UTC")),
        safe=not _is_shown_or_compared(parent if called else node, source),
    )


def _is_shown_or_compared(node: ast.AST | None, source: Source) -> bool:
    """Whether the zone changes a text, or what the time is compared with has to have one as well."""
    around = source.parent(node) if node is not None else None
    if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add):
        return _is_shown_or_compared(around, source)
    if isinstance(around, ast.Attribute):
        return around.attr in ("isoformat", "strftime", "replace")
    if isinstance(around, ast.Compare):
        sides = [around.left, *around.comparators]
        return not any(isinstance(one, ast.Attribute) and source.model(one.value) for one in sides)
    return isinstance(around, ast.BinOp | ast.FormattedValue)
