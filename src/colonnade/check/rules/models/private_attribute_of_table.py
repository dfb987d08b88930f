"""A row that comes from the database has no private attributes.

SQLAlchemy makes it without the constructor, so a private attribute of Pydantic is not there: reading it raises TypeError,
"'NoneType' object is not subscriptable". A plain property or a function has no such gap.

Bad:

    from pydantic import PrivateAttr
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        _seen: int = PrivateAttr(default=0)

Good:

    from typing import ClassVar
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        _limit: ClassVar[int] = 0

        id: int | None = Field(default=None, primary_key=True)

Fine:

    from pydantic import PrivateAttr
    from sqlmodel import SQLModel

    class TaskPublic(SQLModel):
        _seen: int = PrivateAttr(default=0)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import model_around, validates
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL127"


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report private attributes of tables."""
    value = node.value
    if not isinstance(value, ast.Call) or source.resolve(value.func) != "pydantic.PrivateAttr":
        return
    model = model_around(node, source)
    if model is None or not model.is_table or validates(model):
        return
    if not _is_expected(node, source):
        yield Problem(
            node,
            f"A `{model.name}` from the database has no `{ast.unparse(node.target)}`.",
            "Make it a property or a plain function.",
        )


def _is_expected(node: ast.AnnAssign, source: Source) -> bool:
    """Whether each use of the attribute in the class is one that may fail."""
    name, cls = ast.unparse(node.target), source.parent(node)
    uses = [
        one
        for one in ast.walk(cls or node)
        if isinstance(one, ast.Attribute) and one.attr == name and isinstance(one.ctx, ast.Load)
    ]
    return bool(uses) and all(
        any(isinstance(around, ast.Try) for around in source.ancestors(one)) for one in uses
    )
