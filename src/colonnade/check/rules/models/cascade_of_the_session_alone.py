"""Rows that the session deletes along with their parent are deleted by the foreign key as well.

`cascade_delete` works for `session.delete` only. A `DELETE` statement, or another program's, is refused by the foreign key,
and on SQLite without enforced foreign keys it leaves rows without a parent. `ondelete="CASCADE"` tells the database. It holds
on request only: most projects delete by the session alone.

Bad:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True)
        team: Team = Relationship(back_populates="heroes")

Good:

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

Fine:

    from sqlmodel import Field, Relationship, SQLModel

    class Team(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        heroes: list["Hero"] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int | None = Field(default=None, foreign_key="team.id", index=True)
        team: Team | None = Relationship(back_populates="heroes")
"""

from collections.abc import Iterator

from colonnade.check.grouping import and_others
from colonnade.check.project import Field, Model
from colonnade.check.relationships import cascades, is_many, keys_to, target
from colonnade.check.rule import Problem
from colonnade.check.source import Source
from colonnade.findings import Severity

CODE = "COL150"
SEVERITY = Severity.ADVICE
ON_REQUEST = True  # it takes a revision, and most projects delete by the session alone


def check(node: Model, source: Source) -> Iterator[Problem]:
    """Report models at the first relationship that deletes rows whose foreign key does not."""
    found = list(_found(node)) if node.is_table else []
    if found:
        field, key = found[0]
        yield Problem(
            field,
            f"The database does not delete the {field.name} of a `{node.name}`"
            + and_others(len(found), "relationship", "is so", "are so"),
            f'Say `ondelete="CASCADE"` on `{key}`.',
        )


def _found(node: Model) -> Iterator[tuple[Field, str]]:
    """The relationships whose rows the session alone deletes, each with the foreign key that does not."""
    for field in node.cls.fields.values():
        if not field.is_relationship or not cascades(field) or not is_many(field):
            continue
        other = target(field, node)
        keys = keys_to(other, node) if other and "link_model" not in field.keywords else []
        if other and len(keys) == 1 and _is_silent(keys[0]):
            yield field, f"{other.name}.{keys[0].name}"


def _is_silent(key: Field) -> bool:
    """Whether a foreign key says nothing of deletions, and nothing else can."""
    return key.call == "sqlmodel.Field" and not {"ondelete", "sa_column"} & {*key.keywords}
