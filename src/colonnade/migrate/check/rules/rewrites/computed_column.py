"""A column is added that the database computes or counts up, so the whole table is written anew.

A stored generated column, `serial` and `identity` have a value in each row, which is computed while nobody can read or write the
table.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("double", sa.Integer, sa.Computed("points * 2", persisted=True)))

Good:

    def upgrade() -> None:
        # a plain column, filled by a trigger for new rows and in batches for the old ones; or computed when it is read
        op.add_column("task", sa.Column("double", sa.Integer))

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("number", sa.Integer, sa.Identity()))

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("number", sa.Integer))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM203"
DATABASES = POSTGRESQL


def check(node: ColumnAdded, revision: Revision) -> Iterator[Problem]:
    """Report computed and counted columns that made the server write the table anew."""
    column = node.column
    if node.table.file != node.after.file and (column.numbered or column.generated):
        what = "computed" if column.generated else "counted up"
        table, name = node.table.name, column.name
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {table} while all its rows are written anew: {name} is {what} for each of them.",
            f"Add {name} as a plain column, fill it by a trigger for new rows and in batches for the old ones:"
            f" colonnade migrate backfill {table}.",
        )
