"""A row is given values for the fields that it has.

SQLModel takes any name and drops what is no field: the value is neither stored nor missed, and no error says so.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Team | None = Relationship(back_populates="heroes")

    def hero_of(team: Team) -> Hero:
        return Hero(teams=[team])

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Team | None = Relationship(back_populates="heroes")

    def hero_of(team: Team) -> Hero:
        return Hero(team=team)

Fine:

    from pydantic import ConfigDict
    from sqlmodel import Field, SQLModel

    class Note(SQLModel):
        model_config = ConfigDict(extra="allow")

        text: str

    class Letter(SQLModel):
        text: str = Field(alias="body")

    NOTES = [Note(text="a", colour="red"), Letter(body="b")]
"""

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from colonnade.check.columns import is_known
from colonnade.check.project import Model
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.check.words import MODELS

CODE = "COL159"
NEEDS = (MODELS,)


def check(node: ast.Call, source: Source) -> Iterator[Problem]:
    """Report names that a model is made with and that none of its fields has."""
    if not node.keywords or source.is_test:
        return
    model = source.model(node.func)
    if model is None or not is_known(model) or not _drops(model):
        return
    known = _names(model)
    for one in node.keywords:
        if one.arg is not None and one.arg not in known:
            yield Problem(
                one,
                f"`{model.name}` has no field `{one.arg}`, and drops what it is given for it.",
                _remedy(one.arg, model),
            )


def _remedy(name: str, model: Model) -> str:
    alike = get_close_matches(name, model.fields, n=1)
    return f"Write `{alike[0]}`, or leave it out." if alike else "Leave it out, or add the field."


def _names(model: Model) -> set[str]:
    """Everything in a model's classes that a value can be given for; also properties and what SQLAlchemy maps."""
    return {
        name
        for cls in model.project.lineage(model.cls)
        for name in (*cls.fields, *cls.assigned, *cls.methods)
    }


def _drops(model: Model) -> bool:
    """Whether a model plainly takes its fields by their names, and nothing else."""
    for cls in model.project.lineage(model.cls):
        if "__init__" in cls.methods or {"model_config", "Config"} & {*cls.assigned, *cls.fields}:
            return False
        if "extra" in cls.keywords or any("alias" in str(one) for one in cls.fields.values()):
            return False
    return True
