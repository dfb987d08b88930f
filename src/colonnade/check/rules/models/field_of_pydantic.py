"""The columns of a table are declared with SQLModel's `Field`.

Pydantic's takes `primary_key`, `index` and the others as unknown extras: the column has no key and no index.

Bad:

    from pydantic import Field
    from sqlmodel import SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

Fine:

    from pydantic import Field
    from sqlmodel import SQLModel

    class TaskCreate(SQLModel):
        title: str = Field(pattern="[a-z]+")
"""

import ast
from collections.abc import Iterator

from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL119"
CALLS = frozenset({"Field"})
NEEDS = ("pydantic",)
IMPORTS = frozenset({"Field"})
_COLUMN = frozenset(
    (
        *("primary_key", "foreign_key", "index", "unique", "nullable", "ondelete"),
        *("sa_type", "sa_column", "sa_column_args", "sa_column_kwargs"),
    )
)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report calls of Pydantic's `Field` with arguments of SQLModel's."""
    said = [one for one in node.keywords if one.arg in _COLUMN]
    if said and source.resolve(node.func) in ("pydantic.Field", "pydantic.fields.Field"):
        yield Problem(
            said[0],
            f"Pydantic's `Field` does not know `{said[0].arg}`, so the column does not have it.",
            "Import `Field` from sqlmodel.",
        )
