"""A relationship needs a foreign key between its two tables.

Neither table has one to the other, so the first use of any model raises NoForeignKeysError.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int
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

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(
            sa_relationship_kwargs={
                "primaryjoin": "foreign(Hero.team_number) == Team.id",
                "viewonly": True,
            }
        )

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_number: int

Fine:

    from sqlmodel import Field, Relationship, SQLModel
    from app.columns import reference

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = reference("team.id")
        team: Team = Relationship(back_populates="heroes")
"""

from collections.abc import Iterator

from colonnade.check.columns import is_known, is_named
from colonnade.check.project import Model
from colonnade.check.relationships import has_other_keys, is_plain, keys_to, target
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL113"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships between tables of which neither has a foreign key to the other."""
    for field in node.cls.fields.values() if node.is_table else ():
        if not field.is_relationship or not is_plain(field) or "link_model" in field.keywords:
            continue
        other = target(field, node)
        if other is None or not other.is_table or _may_have_keys(node, other):
            continue
        yield Problem(
            field,
            f"`{node.name}` and `{other.name}` have no foreign key between them.",
            f'Add one, as `Field(foreign_key="{other.table_name}.id")`.',
        )


def _may_have_keys(model: Model, other: Model) -> bool:
    return any(
        not is_known(one) or not is_named(one) or has_other_keys(one) or keys_to(one, two)
        for one, two in ((model, other), (other, model))
    )
