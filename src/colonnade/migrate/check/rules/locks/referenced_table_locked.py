"""Dropping a table or a foreign key also locks the table that it refers to.

The triggers of a foreign key sit on both tables, so both are locked against readers and writers. The statement is quick, but it
waits for every query of either table, and everybody waits behind it. With a short `lock_timeout` it gives up, and `colonnade
migrate upgrade` tries again: in each attempt the others wait no longer than that. In the rehearsal below that happens about five
times, and only waits of more than 100 ms count as blocked.

Bad:

    def upgrade() -> None:
        op.drop_constraint("fk_step_task", "step")

Good:

    def upgrade() -> None:
        # nothing else in this revision
        op.execute("SET LOCAL lock_timeout = '50ms'")
        op.drop_constraint("fk_step_task", "step")  # colonnade: ignore[COLM118] the lock is given up after 50 ms
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ConstraintDropped, TableDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM118"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL


def check(node: ConstraintDropped | TableDropped, revision: Revision) -> Iterator[Problem]:
    """Report other tables that a drop has locked."""
    before = {key for one in revision.beside(node.statement) for key in one.locked()}
    others = (node.statement.locked() & revision.start.tables.keys()) - before - {node.key}
    if others:
        names = ", ".join(sorted(revision.start.tables[key].name for key in others))
        yield Problem(
            node.statement.line,
            f"The drop also locks {names}, to which {node.table.name} refers.",
            "Drop foreign keys first, each in a revision of its own, with a short lock_timeout, which colonnade"
            " migrate upgrade tries again.",
        )
