"""SQLite copies a table outside of a transaction, so a failure leaves it half done.

Python's driver begins no transaction before DDL. When the copy fails, `_alembic_tmp_task` stays behind, and each further run stops with
"table _alembic_tmp_task already exists"; between DROP TABLE and RENAME there is no table at all. The `env.py` of
`colonnade migrate init` begins the transaction itself.

Bad:

    def upgrade() -> None:
        op.execute("COMMIT")
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())
        op.execute("BEGIN")

Good:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())
"""

from collections.abc import Iterator

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SQLITE, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM603"
DATABASES = SQLITE


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report copies of tables that no rollback takes back."""
    if node.says('"?_alembic_tmp_') and not node.transaction:
        yield Problem(
            node.line,
            "A copy that fails leaves a second table behind, and each further run stops at it.",
            "Let env.py begin a transaction before DDL, as colonnade migrate init writes it.",
        )
