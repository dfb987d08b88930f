"""Row security is switched on for a table that has no policy.

Without a policy no row passes: the application, unless it owns the table, sees an empty one and cannot write. The policies are made
in the same transaction.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE task ENABLE ROW LEVEL SECURITY")

Good:

    def upgrade() -> None:
        op.execute("CREATE POLICY everyone ON task USING (true)")
        op.execute("ALTER TABLE task ENABLE ROW LEVEL SECURITY")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM312"
DATABASES = POSTGRESQL


def check(node: TableChanged, revision: Revision) -> Iterator[Problem]:
    """Report row security without a policy at the end of the revision."""
    if node.table.row_security or not node.after.row_security:
        return
    table = node.after.name
    if not any(one.kind == "policy" and one.of == table for one in revision.end.others.values()):
        yield Problem(
            node.statement.line,
            f"No row of {table} passes: row security is on, and there is no policy.",
            f'op.execute("CREATE POLICY ... ON {table} USING (...)") in the same revision.',
        )
