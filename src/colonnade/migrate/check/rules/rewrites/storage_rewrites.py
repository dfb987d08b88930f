"""A table is stored elsewhere or otherwise, so all of it is written anew.

SET TABLESPACE, SET LOGGED, SET UNLOGGED and SET ACCESS METHOD copy the table while nobody can read or write it. An unlogged table
is also empty after a crash.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE step SET UNLOGGED")

Good:

    def upgrade() -> None:
        # a new table, filled in batches while a trigger keeps it equal, then renamed in a short transaction
        op.execute("CREATE UNLOGGED TABLE step_new (LIKE step)")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableRewritten
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM204"
DATABASES = POSTGRESQL


def check(node: TableRewritten, revision: Revision) -> Iterator[Problem]:
    """Report tables that were written anew for where or how they are stored."""
    if node.statement.says(r"\bset (tablespace|logged|unlogged|access method)\b"):
        table = node.table.name
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {table} while all of it is copied.",
            f"Make a new table as it should be, keep it equal to {table} by a trigger, fill it in batches, and rename.",
        )
