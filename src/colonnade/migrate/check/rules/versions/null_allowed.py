"""A column may be NULL from now on, and the old version of the application does not expect that.

As soon as the new version writes a NULL, the old one reads it: its schemas refuse the row, or its code fails over `None`. Readers
that know what NULL means are deployed first.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "title", nullable=True)

Good:

    def upgrade() -> None:
        # colonnade: ignore[COLM307] release 1.4, which runs everywhere, shows tasks without a title
        op.alter_column("task", "title", nullable=True)
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM307"
SEVERITY = Severity.ADVICE
DATABASES = SERVERS


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report columns that may be NULL and might not before."""
    if not node.old.nullable and node.new.nullable:
        yield Problem(
            node.statement.line,
            f"The version that is running does not expect {node.table.name}.{node.new.name} to be NULL.",
            "Deploy readers that do before the version that writes it.",
        )
