"""A name in quotes cannot be joined with `|`.

`"Team" | None` asks for the union of a text and `None`: TypeError when the module is imported. `Optional["Team"]` says the
same.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: "Team" | None = Relationship(back_populates="heroes")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship(back_populates="team")

Good:

    from typing import Optional
    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Optional["Team"] = Relationship(back_populates="heroes")

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list[Hero] = Relationship(back_populates="team")

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] | None = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Team | None = Relationship(back_populates="heroes")
"""

import ast
from collections.abc import Iterator

from colonnade.check.columns import model_around
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL144"


def check(node: ast.AnnAssign, source: Source) -> Iterator[Problem]:
    """Report fields of models whose type is a name in quotes joined with `None`."""
    union = node.annotation
    if not isinstance(union, ast.BinOp) or not isinstance(union.left, ast.Constant):
        return
    name, other = union.left.value, union.right
    is_none = isinstance(other, ast.Constant) and other.value is None
    if not isinstance(name, str) or not is_none or _is_lazy(source):
        return
    if model_around(node, source) is not None:
        yield Problem(
            union,
            f'`"{name}" | None` is an error when the module is imported.',
            f'Write `Optional["{name}"]`.',
            (source.replace(union, f'Optional["{name}"]'), *source.imports("typing", "Optional")),
        )


def _is_lazy(source: Source) -> bool:
    """Whether annotations of the file are texts."""
    return any(
        node.module == "__future__" and any(one.name == "annotations" for one in node.names)
        for node in source.nodes(ast.ImportFrom)
    )
