"""A column gets a type that is stored in another way, so the whole table is written anew.

Nobody can read or write the table meanwhile. Types that are stored alike are changed at once, and not reported: a longer
`varchar`, `varchar` to `text`, a `numeric` of more digits with the same scale. The server is asked, so what counts is whether it has
written the table.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "points", type_=sa.BigInteger)

Good:

    def upgrade() -> None:
        # the first of four phases: a second column, kept equal by a trigger, filled in batches, then switched to
        op.add_column("task", sa.Column("points_big", sa.BigInteger))

Fine:

    def upgrade() -> None:
        op.alter_column("task", "note", type_=sa.String(500))
        op.alter_column("task", "title", type_=sa.Text)
        op.alter_column("task", "price", type_=sa.Numeric(12, 2))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM201"
DATABASES = POSTGRESQL


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report types that made the server write the table anew."""
    if node.old.type == node.new.type or node.table.file == node.after.file:
        return
    table, column = node.table.name, node.new.name
    yield Problem(
        node.statement.line,
        f"Nobody can read or write {table} while all its rows are written anew:"
        f" {column} is {node.new.type} instead of {node.old.type}.",
        f"Add a second column, keep both equal by a trigger, fill it in batches (colonnade migrate backfill {table}),"
        " and drop the first one in a later revision.",
    )
