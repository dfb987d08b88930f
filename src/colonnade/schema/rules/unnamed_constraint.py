"""A constraint without a name gets one from its database, or none.

PostgreSQL and MariaDB make up names of their own, and SQLite keeps none. A revision that drops the constraint has to name
it, and an error that names it says nothing to a reader. `naming_convention` names all of them alike. It shows in models
alone: a design becomes models with a convention, and a database has made up the names already.

Bad:

    from sqlalchemy import CheckConstraint
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (CheckConstraint("length(title) > 0"),)
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)

Good:

    from sqlalchemy import CheckConstraint
    from sqlmodel import Field, SQLModel

    class Task(SQLModel, table=True):
        __table_args__ = (CheckConstraint("length(title) > 0", name="title_not_empty"),)
        id: int | None = Field(default=None, primary_key=True)
        title: str = Field(max_length=200)
"""

from collections.abc import Iterator

from sqlalchemy import (
    CheckConstraint,
    Constraint,
    ForeignKeyConstraint,
    MetaData,
    Table,
    UniqueConstraint,
)

from colonnade.findings import Finding, Severity
from colonnade.schema.evidence import quoted, suspicion
from colonnade.schema.info import schema_info

CODE = "COLS501"


def check(table: Table, metadata: MetaData) -> Iterator[Finding]:
    """Report tables of models with foreign keys, unique constraints or checks that nothing names."""
    kinds = sorted(filter(None, map(_kind, table.constraints)))
    if kinds and schema_info(metadata).from_models:
        listed = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        yield suspicion(
            CODE,
            table,
            f"{quoted([table.key])} has constraints without a name: {listed}.",
            "Give the models' `MetaData` a `naming_convention` before they are defined, as `colonnade.Model` has it.",
            Severity.ADVICE,
        )


def _kind(constraint: Constraint) -> str:
    """What a constraint without a name is called; empty for any other."""
    if constraint.name is not None:
        return ""
    if isinstance(constraint, ForeignKeyConstraint):
        return "foreign key"
    if isinstance(constraint, UniqueConstraint):
        return "unique"
    return "check" if isinstance(constraint, CheckConstraint) else ""
