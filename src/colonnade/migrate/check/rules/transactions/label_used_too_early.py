"""A new label of an enum is used in the transaction that adds it.

PostgreSQL refuses that: the label can be used when the transaction that adds it is committed.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TYPE state ADD VALUE 'waiting'")  # colonnade: ignore[COLM310] known since release 1.4
        op.execute("UPDATE visit SET state = 'waiting' WHERE id = 7")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("ALTER TYPE state ADD VALUE 'waiting'")  # colonnade: ignore[COLM310] known since release 1.4
        op.execute("UPDATE visit SET state = 'waiting' WHERE id = 7")
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import EnumChanged
from colonnade.migrate.check.revision import Failed, Revision
from colonnade.migrate.check.rewriting import replaced
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM503"
DATABASES = POSTGRESQL
_UNSAFE_USE = "55P04"


def check(node: Failed, revision: Revision) -> Iterator[Problem]:
    """Report statements that the server refuses because of a new label."""
    if node.state == _UNSAFE_USE:
        yield Problem(
            node.line,
            f"The upgrade fails: {node.said}.",
            "Add the label in op.get_context().autocommit_block(), or in the revision before.",
            _fix(revision),
        )


def _fix(revision: Revision) -> tuple[Edit, ...]:
    source = revision.source
    lines = [one.statement.line for one in revision.changes if isinstance(one, EnumChanged)]
    calls = [call for line in lines if (call := revision.call(line, "execute")) is not None]
    return tuple(replaced(source, call, outside=[source.segment(call)]) for call in calls)
