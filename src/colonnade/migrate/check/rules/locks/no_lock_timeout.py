"""A statement waits for its lock without a limit, and everybody waits behind it.

An ALTER TABLE that waits for one long query stands at the head of a queue: those who come later wait for it, although the table is
still free for them. With a short `lock_timeout` it gives up and is tried again: in each attempt the others wait no longer than
that. In the rehearsal below that happens about five times, and only waits of more than 100 ms count as blocked. `colonnade migrate
upgrade` sets one of 2 s where the revision sets none and tries again, so this rule is for those who deploy with `alembic upgrade`;
it has to be selected.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))

Good:

    def upgrade() -> None:
        op.execute("SET LOCAL lock_timeout = '50ms'")
        op.add_column("task", sa.Column("due", sa.Date))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM112"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report the first statement that locks a table without a limit of time."""
    for statement in revision.statements:
        for key in sorted(statement.locked() & node.start.tables.keys(), key=str):
            if statement.patient:
                yield Problem(
                    statement.line,
                    f"The statement waits for {node.start.tables[key].name} without a limit, and others wait behind it.",
                    "op.execute(\"SET LOCAL lock_timeout = '50ms'\"), and try again when it is reached;"
                    " colonnade migrate upgrade does both.",
                )
                return
