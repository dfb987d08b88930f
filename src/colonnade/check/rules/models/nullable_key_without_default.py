"""A foreign key that may be NULL has the default `None`.

The constructor of a table lets it be left out, and `model_validate` and every schema that derives from the same base do not:
"Field required".

Bad:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(foreign_key="team.id", index=True)

Good:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

Fine:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import (
    allows_none,
    field_call,
    has_default,
    is_true,
    keyword,
    keywords,
    table_around,
)
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL136"
SEVERITY = Severity.WARNING


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report nullable keys without a default."""
    call = field_call(node, source)
    if call is None or not (keyword(call, "foreign_key") or is_true(call, "primary_key")):
        return
    if not allows_none(node.annotation) or has_default(node, call) or node.value is not call:
        return
    nullable = keyword(call, "nullable")
    if "**" in keywords(call) or (nullable is not None and not is_true(call, "nullable")):
        return
    model = table_around(node, source)
    if model is not None:
        name = ast.unparse(node.target)
        yield Problem(
            node,
            f"`{model.name}.{name}` may be `None` and has no default.",
            "Say `default=None`.",
            (source.insert_before(call.keywords[0], "default=None, "),),
            safe=False,
        )
