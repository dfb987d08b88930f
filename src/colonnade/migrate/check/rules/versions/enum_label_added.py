"""An enum gets a label that the old version of the application does not know.

As soon as the new version writes it, the old one reads it and fails: SQLAlchemy raises `LookupError` for a label that its enum does
not have. Readers that know the label are deployed first.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TYPE state ADD VALUE 'waiting'")

Good:

    def upgrade() -> None:
        # colonnade: ignore[COLM310] release 1.4, which runs everywhere, knows the label
        op.execute("ALTER TYPE state ADD VALUE 'waiting'")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import EnumChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM310"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL


def check(node: EnumChanged, revision: Revision) -> Iterator[Problem]:
    """Report labels that were not there."""
    added = [label for label in node.new if label not in node.old]
    if added and set(node.old) <= set(node.new):
        yield Problem(
            node.statement.line,
            f"The version that is running fails when it reads {', '.join(added)} of {node.name}.",
            "Deploy readers that know the label before the version that writes it.",
        )
