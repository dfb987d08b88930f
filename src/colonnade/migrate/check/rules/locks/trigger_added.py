"""A trigger is made, which waits for every writer of its table, and all writers wait behind it.

CREATE TRIGGER is quick, but its lock lets nobody else write. Behind one long transaction that has written to the table it stands at
the head of a queue. With a short `lock_timeout` it gives up and is tried again: in each attempt the others wait no longer than
that. In the rehearsal below that happens about five times, and only waits of more than 100 ms count as blocked. `colonnade migrate
upgrade` sets one of 2 s where the revision sets none and tries again, so this rule is for those who deploy with `alembic upgrade`;
it has to be selected.

Bad:

    def upgrade() -> None:
        op.execute("CREATE TRIGGER counted AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION touch()")

Good:

    def upgrade() -> None:
        op.execute("SET LOCAL lock_timeout = '50ms'")
        op.execute("CREATE TRIGGER counted AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION touch()")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM119"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
OPT_IN = True
_LOCK = "ShareRowExclusiveLock"


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report triggers of tables that were there, made without a limit of time."""
    if not node.patient or not node.says(r"^\s*create (or replace )?(constraint )?trigger\b"):
        return
    locked = node.locked(_LOCK) & revision.start.tables.keys()
    for key in sorted(locked, key=str):
        table = revision.start.tables[key].name
        yield Problem(
            node.line,
            f"The trigger waits for every transaction that has written to {table}, and all writers wait behind it.",
            "op.execute(\"SET LOCAL lock_timeout = '50ms'\"), and try again when it is reached; colonnade migrate upgrade"
            " does both.",
        )
