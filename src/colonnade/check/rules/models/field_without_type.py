"""Every field has a type.

`title = Field(...)` without an annotation is a PydanticUserError when the module is imported.

Bad:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title = Field(max_length=200)

Good:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

Fine:

    from sqlmodel import Field, SQLModel

    Key = Field(default=None, primary_key=True)

    class Task(SQLModel, table=True):
        id: int | None = Key
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL137"
NEEDS = (MODELS, "Field(|Relationship(")


def check(node: ast.Assign, source: Source) -> Iterator[Problem]:
    """Report fields and relationships of models without an annotation."""
    parent, call = source.parent(node), node.value
    if not isinstance(call, ast.Call) or not isinstance(parent, ast.ClassDef):
        return
    if source.resolve(call.func) not in ("sqlmodel.Field", "sqlmodel.Relationship"):
        return
    if source.model_of(parent) is not None:
        name = ast.unparse(node.targets[0])
        yield Problem(
            node,
            f"`{name}` has no type.",
            f"Write `{name}: ... = ...`.",
        )
