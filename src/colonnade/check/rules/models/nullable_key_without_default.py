"""A key that may be `None` has the default `None`.

The constructor of a table lets it be left out, and `model_validate` and every schema that derives from the same base do not:
"Field required". A foreign key of a table that says where its `None` comes from, by `nullable` or `ondelete`, may be asked for
on purpose.

Bad:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroBase(SQLModel):
        team_id: int | None = Field(foreign_key="team.id", index=True)

    class Hero(HeroBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroCreate(HeroBase):
        name: str

Good:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroBase(SQLModel):
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)

    class Hero(HeroBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroCreate(HeroBase):
        name: str

Bad:

    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(primary_key=True)

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
        team_id: int | None = Field(foreign_key="team.id", index=True, ondelete="SET NULL")

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
    model_around,
    table_around,
)
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL136"
SEVERITY = Severity.WARNING


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report nullable keys without a default, unless a table says where their `None` comes from."""
    call, own = field_call(node, source), model_around(node, source)
    if call is None or own is None or (own.is_table and {"nullable", "ondelete"} & keywords(call)):
        return
    if not (keyword(call, "foreign_key") or is_true(call, "primary_key")):
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
