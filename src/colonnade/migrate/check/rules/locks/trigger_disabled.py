"""A trigger is switched off for everybody, not for the migration alone.

Rows that the application writes meanwhile miss what the trigger does for them, and the table is locked against writers.
`session_replication_role` switches triggers off for one session.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE visit DISABLE TRIGGER touched")

Good:

    def upgrade() -> None:
        op.execute("SET LOCAL session_replication_role = replica")
        op.execute("UPDATE visit SET seen = true WHERE id = 7")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ObjectChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM117"
DATABASES = POSTGRESQL
_OFF = ("D",)


def check(node: ObjectChanged, revision: Revision) -> Iterator[Problem]:
    """Report triggers that are switched off."""
    if (
        node.old.kind == "trigger"
        and node.new is not None
        and node.new.says == _OFF != node.old.says
    ):
        yield Problem(
            node.statement.line,
            f"Trigger {node.old.name} of {node.old.of} is off for everybody, and rows written meanwhile miss it.",
            'op.execute("SET LOCAL session_replication_role = replica"), which holds for this transaction alone.',
        )
