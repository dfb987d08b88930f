"""A relationship is a `list`; SQLModel cannot read any other collection.

With `set["Hero"]` the module cannot be imported: RecursionError.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: set["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship(back_populates="heroes")

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship(back_populates="heroes")

Fine:

    from sqlmodel import SQLModel

    class TeamPublic(SQLModel):
        heroes: set[str]
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import keywords
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL110"
_SETS = frozenset({"set", "frozenset", "Set", "typing.Set", "typing.FrozenSet"})


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report relationships that are annotated as sets."""
    annotation, call = node.annotation, node.value
    if not isinstance(annotation, ast.Subscript) or not isinstance(call, ast.Call):
        return
    if source.resolve(annotation.value) not in _SETS or "sa_relationship" in keywords(call):
        return
    if source.resolve(call.func) == "sqlmodel.Relationship":
        yield Problem(
            annotation,
            f"`{ast.unparse(node.target)}` is a set, which SQLModel cannot read.",
            "Write `list[...]`.",
            (source.replace(annotation.value, "list"),),
        )
