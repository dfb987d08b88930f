"""A relationship belongs to a class with a table.

In a class without one SQLModel takes it for a column and finds no type: ValueError or TypeError when the table that derives
from it is made.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroBase(SQLModel):
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship()

    class Hero(HeroBase, table=True):
        id: int | None = Field(default=None, primary_key=True)

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class HeroBase(SQLModel):
        team_id: int = Field(foreign_key="team.id", index=True)

    class Hero(HeroBase, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team: Team = Relationship()

Fine:

    from sqlmodel import SQLModel

    class TeamPublic(SQLModel):
        id: int

    class HeroPublic(SQLModel):
        id: int
        team: TeamPublic
"""

from collections.abc import Iterator

from colonnade.check.columns import heirs
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL117"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships of classes without a table from which tables derive."""
    tables = [] if node.is_table else heirs(node)
    for field in node.cls.fields.values() if tables else ():
        if field.is_relationship and not field.annotation.startswith("ClassVar"):
            yield Problem(
                field,
                f"`{node.name}` has no table, so `{tables[0].name}` cannot get `{field.name}` from it.",
                "Move the relationship into the class of each table.",
            )
