"""A row whose children the foreign key deletes is deleted by a session that leaves them to it.

Without `passive_deletes` or `cascade_delete` the session sets the children's foreign key to NULL first: where the column
is NOT NULL the deletion is an IntegrityError, and where it is not the children stay.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", passive_deletes="all")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(
            back_populates="team", cascade_delete=True, passive_deletes=True
        )

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")
"""

from collections.abc import Iterator

from colonnade.check.project import Field, Model
from colonnade.check.relationships import (
    cascades,
    is_many,
    is_plain,
    keys_to,
    target,
    with_argument,
)
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL151"
SEVERITY = Severity.WARNING


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report lists of rows that the database deletes and the session detaches."""
    for field in node.cls.fields.values() if node.is_table else ():
        if not field.is_relationship or not is_many(field) or not is_plain(field):
            continue
        if "link_model" in field.keywords or cascades(field) or _leaves_them(field):
            continue
        other = target(field, node)
        keys = keys_to(other, node) if other else []
        if other and len(keys) == 1 and "CASCADE" in keys[0].keywords.get("ondelete", ""):
            yield Problem(
                field,
                f"Deleting a `{node.name}` sets `{other.name}.{keys[0].name}` to NULL first.",
                'Say `passive_deletes="all"`, which leaves them to the foreign key.',
                with_argument(field, 'passive_deletes="all"', source),
                safe=False,
            )


def _leaves_them(field: Field) -> bool:
    return "passive_deletes" in field.keywords or "passive_deletes" in field.keywords.get(
        "sa_relationship_kwargs", ""
    )
