"""Children that the foreign key deletes need not be loaded and deleted one by one.

With `cascade_delete` alone the session loads every child, and theirs, before it deletes the parent: 4 statements and all the
rows in place of 2 statements. `passive_deletes=True` leaves them to the database. Children that are loaded with their parent
in any case, as with `lazy="selectin"`, are there already, and SQLite deletes none where nothing enforces its foreign keys.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")

Good:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True, passive_deletes=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")

Fine:

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
            back_populates="team", cascade_delete=True, sa_relationship_kwargs={"lazy": "selectin"}
        )

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    URL = "sqlite:///app.db"

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")
"""

import re
from collections.abc import Iterator

from colonnade.check.engines import is_for_sqlite
from colonnade.check.project import Model
from colonnade.check.relationships import cascades, keys_to, target, with_argument
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL152"
SEVERITY = Severity.ADVICE
_EAGER = re.compile(r"lazy\W+(selectin|joined|subquery|immediate|False)\b")


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report cascades of the session that the foreign key makes as well."""
    if not node.is_table or _may_keep_orphans(source):
        return
    for field in node.cls.fields.values():
        said = str(field.keywords)
        if not field.is_relationship or not cascades(field) or "passive_deletes" in said:
            continue
        if _EAGER.search(said):
            continue
        other = target(field, node)
        keys = keys_to(other, node) if other and "link_model" not in field.keywords else []
        if len(keys) == 1 and "CASCADE" in keys[0].keywords.get("ondelete", ""):
            yield Problem(
                field,
                f"Deleting a `{node.name}` loads its {field.name} first.",
                "Say `passive_deletes=True`.",
                with_argument(field, "passive_deletes=True", source),
                safe=False,
            )


def _may_keep_orphans(source: Source) -> bool:
    """Whether the project runs on SQLite, whose foreign keys delete nothing there."""
    says = source.project.says
    enforced = says("PRAGMA foreign_keys") or says("pragma foreign_keys")
    return is_for_sqlite(source) and not enforced
