"""`back_populates` names the relationship of the other class that leads back.

A name that the other class does not have, or whose relationship names a third one, is an InvalidRequestError at the first
use of any model.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="teams")

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

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship()
"""

from collections.abc import Iterator

from colonnade.check.columns import is_known, keyword
from colonnade.check.project import Field, Model
from colonnade.check.relationships import call_of, target
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Edit

CODE = "COL111"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships whose `back_populates` does not find its way back."""
    for field in node.cls.fields.values() if node.is_table else ():
        said = field.keywords.get("back_populates", "")
        other = target(field, node) if field.is_relationship and said[:1] in ("'", '"') else None
        if other is None or not other.is_table or not is_known(other):
            continue
        name = said.strip("'\"")
        back = other.relationships.get(name)
        if _is_missing(name, back, other):
            yield Problem(
                field,
                f"`{other.name}` has no relationship `{name}`.",
                "Name the relationship that leads back, or add it.",
                _edits(field, node, other, source),
            )
        elif back is not None and _leads_elsewhere(back, field):
            yield Problem(
                field,
                f"`{other.name}.{name}` is filled back by {back.keywords['back_populates']}, "
                f"not by `{field.name}`.",
                "Let the two relationships name each other.",
            )


def _is_missing(name: str, back: Field | None, other: Model) -> bool:
    words = [
        word for cls in other.project.lineage(other.cls) for word in (*cls.assigned, *cls.methods)
    ]
    return back is None and name not in words and name not in other.fields


def _leads_elsewhere(back: Field, field: Field) -> bool:
    said = back.keywords.get("back_populates", "")
    return said[:1] in ("'", '"') and said.strip("'\"") != field.name


def _edits(field: Field, model: Model, other: Model, source: Source) -> tuple[Edit, ...]:
    """The one relationship of the other class that names this one."""
    found = [
        one.name
        for one in other.relationships.values()
        if one.keywords.get("back_populates", "").strip("'\"") == field.name
        and target(one, other) == model
    ]
    call = call_of(field, source)
    said = keyword(call, "back_populates")
    return (source.replace(said.value, f'"{found[0]}"'),) if said and len(found) == 1 else ()
