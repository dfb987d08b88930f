"""A table is dropped while the old version of the application may still use it.

Its statements fail until the last old process has stopped, and the rows are gone. A table is dropped a release after the models have
lost it, with a comment that says so. Renamed first, it can be brought back.

Bad:

    def upgrade() -> None:
        op.drop_table("step")

Good:

    def upgrade() -> None:
        # this release: the table leaves the models
        pass

Fine:

    def upgrade() -> None:
        # colonnade: ignore[COLM304, COLM118] no model has had it since release 1.4, which runs everywhere
        op.drop_table("step")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM304"
DATABASES = SERVERS


def check(node: TableDropped, revision: Revision) -> Iterator[Problem]:
    """Report tables that are dropped."""
    table = node.table.name
    yield Problem(
        node.statement.line,
        f"The version of the application that is running fails on every statement about {table}. Its rows are lost.",
        "In this release take it out of the models; drop it in the next one, with"
        " # colonnade: ignore[COLM304] and since when no model has it.",
    )
