"""MariaDB or MySQL copies the table while nobody can write to it.

The server was asked: it refuses the change with `LOCK=NONE`, so it makes a second table, copies all rows and keeps writers out
meanwhile. Tools such as gh-ost and pt-online-schema-change copy beside writers; so do the phases of `colonnade migrate expand`.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "points", type_=sa.BigInteger, existing_type=sa.Integer)

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("points_big", sa.BigInteger))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import Change
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import MYSQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM605"
DATABASES = MYSQL


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report changes of tables that were there, which the server cannot do beside writers."""
    changed = (one for one in revision.changes if one.statement is node and isinstance(one, Change))
    change = next(changed, None) if node.blocks else None
    if change is not None:
        yield Problem(
            node.line,
            f"Nobody can write to {change.table.name} while it is copied. The server says: {node.blocks.rstrip('.')}.",
            "Make a second column and fill it in batches (colonnade migrate backfill), or change the table by gh-ost or"
            " pt-online-schema-change.",
        )
