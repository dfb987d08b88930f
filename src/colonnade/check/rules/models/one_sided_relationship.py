"""Two relationships over the same foreign key know of each other by `back_populates` on both.

Without it a change on one side does not reach the other before the row is loaded again, both write the same column, and
SQLAlchemy warns of it.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship()

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

from colonnade.check.columns import is_known
from colonnade.check.project import Field, Model
from colonnade.check.relationships import is_plain, keys_to, target, with_argument
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL112"
SEVERITY = Severity.WARNING


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships without `back_populates` whose other class leads back."""
    for field in node.cls.fields.values() if node.is_table else ():
        if not field.is_relationship or "back_populates" in field.keywords or not is_plain(field):
            continue
        said = field.keywords.get("sa_relationship_kwargs", "")
        if "backref" in said or "back_populates" in said:
            continue
        other = target(field, node)
        back = _back(field, node, other) if other is not None and other != node else None
        if other is not None and back is not None:
            yield Problem(
                field,
                f"`{node.name}.{field.name}` and `{other.name}.{back.name}` do not know of each other.",
                f'Say `back_populates="{back.name}"`.',
                with_argument(field, f'back_populates="{back.name}"', source),
            )


def _back(field: Field, model: Model, other: Model) -> Field | None:
    """The one relationship of the other class over the same foreign key, or over the same link."""
    link = field.keywords.get("link_model")
    if not is_known(model) or not is_known(other):
        return None
    if link is None and len(keys_to(model, other)) + len(keys_to(other, model)) != 1:
        return None
    found = [
        one
        for one in other.relationships.values()
        if target(one, other) == model and is_plain(one) and one.keywords.get("link_model") == link
    ]
    if len(found) != 1:
        return None
    said = found[0].keywords.get("back_populates", field.name).strip("'\"")
    return found[0] if said == field.name else None
