"""`Field(regex=...)` is taken and ignored.

SQLModel has kept the argument of Pydantic 1; Pydantic 2 does not read it, so every text is valid, in schemas as well as in
tables.

Bad:

    from sqlmodel import Field, SQLModel

    class TagCreate(SQLModel):
        colour: str = Field(regex="^#[0-9a-f]{6}$")

Good:

    from sqlmodel import Field, SQLModel

    class TagCreate(SQLModel):
        colour: str = Field(schema_extra={"pattern": "^#[0-9a-f]{6}$"})

Fine:

    from fastapi import Query
    from sqlmodel import SQLModel

    class TagCreate(SQLModel):
        colour: str
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keyword
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL118"
CALLS = frozenset({"Field"})
VERSIONS = {"pydantic": ">=2"}
NEEDS = (MODELS, "regex")


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report `regex` in calls of SQLModel's `Field`."""
    said = keyword(node, "regex")
    if said is None or source.resolve(node.func) != "sqlmodel.Field":
        return
    new = f'schema_extra={{"pattern": {source.segment(said.value)}}}'
    yield Problem(
        said,
        "`regex` is not read, so every text is valid.",
        'Say `schema_extra={"pattern": ...}`.',
        () if keyword(node, "schema_extra") else (source.replace(said, new),),
        safe=False,
    )
