"""A partition is detached while nobody can read or write the whole table.

DETACH PARTITION needs the parent for itself and waits behind every query of it. DETACH CONCURRENTLY does not. Either way the rows of
the partition are not found in the parent any more, so detach one that nobody uses.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE visit DETACH PARTITION visit_new")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE visit DETACH PARTITION visit_new CONCURRENTLY")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM115"
DATABASES = POSTGRESQL


def check(node: TableChanged, revision: Revision) -> Iterator[Problem]:
    """Report partitions that are detached, not concurrently."""
    parent, part = node.table.partition_of, node.table.name
    if parent and not node.after.partition_of and not node.statement.says(r"\bconcurrently\b"):
        yield Problem(
            node.statement.line,
            f"Detaching {part} waits for every query of {parent}, and all others wait behind it.",
            "with op.get_context().autocommit_block():"
            f' op.execute("ALTER TABLE {parent} DETACH PARTITION {part} CONCURRENTLY")',
        )
