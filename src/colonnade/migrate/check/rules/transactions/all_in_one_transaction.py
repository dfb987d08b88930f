"""All revisions of an upgrade run in one transaction, so a lock is held until the last one is done.

Alembic does so unless `env.py` says otherwise: a column that is added by the first revision locks its table while the third one fills
another table. `transaction_per_migration=True` in `context.configure` ends the transaction behind each revision.

Bad:

    def upgrade() -> None:
        # env.py runs all revisions in one transaction
        op.add_column("task", sa.Column("due", sa.Date))

Good:

    def upgrade() -> None:
        # env.py: context.configure(..., transaction_per_migration=True)
        op.add_column("task", sa.Column("due", sa.Date))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM505"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report the first lock that outlives its revision."""
    for statement in node.statements if node.shares_transaction else ():
        locked = statement.locked() & node.start.tables.keys()
        if locked:
            names = ", ".join(sorted(node.start.tables[key].name for key in locked))
            yield Problem(
                statement.line,
                f"Nobody can read or write {names} until the last revision of the upgrade is done:"
                " env.py runs all of them in one transaction.",
                "In env.py: context.configure(..., transaction_per_migration=True).",
            )
            return
