"""A column is dropped while the old version of the application still reads and writes it.

Every statement of the old version names all columns of its models, so each of them fails until the last old process has stopped.
The values are gone, too. A column is dropped when the version that is running does not have it any more: first it leaves the model,
and is nullable or has a default in the database; a release later it is dropped, with a comment that says so.

Bad:

    def upgrade() -> None:
        op.drop_column("task", "note")

Good:

    def upgrade() -> None:
        # this release: the column leaves the model
        pass

Fine:

    def upgrade() -> None:
        # colonnade: ignore[COLM301] no model has had it since release 1.4, which runs everywhere
        op.drop_column("task", "note")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM301"
DATABASES = SERVERS


def check(node: ColumnDropped, revision: Revision) -> Iterator[Problem]:
    """Report columns that are dropped."""
    table, column = node.table.name, node.column.name
    needed = (
        "" if node.column.nullable or node.column.default else ", nullable or with a server default"
    )
    yield Problem(
        node.statement.line,
        f"The version of the application that is running fails on every statement about {table}: it names"
        f" {table}.{column}. Its values are lost.",
        f"In this release take {column} out of the model{needed}; drop it in the next one, with"
        " # colonnade: ignore[COLM301] and since when no model has it.",
    )
