"""A view stands on the table that SQLite is to copy, and the revision fails.

The copy drops the table, and SQLite refuses to give its name to the new one while a view asks for what is not there. The view is
dropped before and made again behind the batch.

Bad:

    def upgrade() -> None:
        op.execute("CREATE VIEW notes AS SELECT note FROM task")
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())

Good:

    def upgrade() -> None:
        op.execute("DROP VIEW IF EXISTS notes")
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())
        op.execute("CREATE VIEW notes AS SELECT note FROM task")
"""

from collections.abc import Iterator

from colonnade.migrate.check.revision import Failed, Revision
from colonnade.migrate.check.rule import SQLITE, Problem

CODE = "COLM609"
DATABASES = SQLITE


def check(node: Failed, revision: Revision) -> Iterator[Problem]:
    """Report batches that fail over a view."""
    if node.said.startswith("error in view "):
        name = node.said.removeprefix("error in view ").partition(":")[0]
        yield Problem(
            node.line,
            f"The upgrade fails: view {name} stands on the table that is copied.",
            f'op.execute("DROP VIEW {name}") before the batch, and CREATE VIEW behind it.',
        )
