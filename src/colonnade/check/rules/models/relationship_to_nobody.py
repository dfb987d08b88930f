"""A relationship leads to a class that is there.

No class of the project has the name, and the file does not import it: the first use of any model raises
InvalidRequestError, "failed to locate a name".

Bad:

    # file: app/models.py
    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None)
        team: "Team" = Relationship()

    # file: app/rows.py
    from sqlmodel import Session, select
    from app.models import Hero

    def first(session: Session) -> Hero | None:
        return session.exec(select(Hero).limit(1)).first()

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: "Team" = Relationship()

Fine:

    # file: app/models/hero.py
    from sqlmodel import Field, Relationship, SQLModel

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: "Team" = Relationship()

    # file: app/models/team.py
    from sqlmodel import Field, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
"""

from collections.abc import Iterator

from colonnade.check.columns import is_known
from colonnade.check.project import Model
from colonnade.check.relationships import target_name
from colonnade.check.rule import Problem
from colonnade.check.source import Source

CODE = "COL155"


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report relationships to names that stand for nothing."""
    if not node.is_table or not _is_whole(source):
        return
    for field in node.cls.fields.values():
        name = target_name(field.annotation)[0] if field.is_relationship else ""
        if not name.isidentifier() or name in source.names or "sa_relationship" in field.keywords:
            continue
        if not node.project.called(name) and is_known(node):
            yield Problem(
                field,
                f"`{node.name}.{field.name}` leads to `{name}`, which is no class of the project.",
                "Define the class, or import it.",
            )


def _is_whole(source: Source) -> bool:
    """Whether the run sees the files beside this one, where the class might be."""
    package = source.module.rpartition(".")[0]
    if not package:
        return True
    return sum(name.startswith(f"{package}.") for name in source.project.modules) > 1
