"""Rows that a session deletes along with their parent are deleted by the foreign key as well.

`cascade_delete` works for `session.delete` only. A `DELETE` statement, or another program's, is refused by the foreign key,
and on SQLite without enforced foreign keys it leaves rows without a parent. It shows in models alone: a database has no
relationships.

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
        heroes: list["Hero"] = Relationship(back_populates="team", cascade_delete=True)

    class Hero(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        team_id: int = Field(foreign_key="team.id", index=True, ondelete="CASCADE")
        team: Team = Relationship(back_populates="heroes")
"""

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import full, suspicion
from colonnade.schema.info import column_info
from colonnade.schema.relations import relations_of

CODE = "COLS502"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report foreign keys whose rows a relationship deletes and the database does not."""
    for relation in relations_of(table):
        key = relation.columns[0]
        if column_info(key).deleted_by_session and relation.ondelete != "CASCADE":
            yield suspicion(
                CODE,
                key,
                f"A session deletes the rows of `{table.key}` along with their row in `{relation.parent.key}`; "
                f"the foreign key {full(key)} does not.",
                'Say `ondelete="CASCADE"` on the foreign key.',
                Severity.ADVICE,
            )
