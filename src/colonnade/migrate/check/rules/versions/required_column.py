"""A column is added that must have a value and that the old version of the application does not know.

Each INSERT of the old version fails, because it names no value and the database has none to offer. On a table that has rows the
statement itself fails. A server default serves both, and may go a release later.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer, nullable=False))

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer, nullable=False, server_default="0"))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM305"
DATABASES = SERVERS


def check(node: ColumnAdded, revision: Revision) -> Iterator[Problem]:
    """Report required columns without a server default."""
    column = node.column
    if not (column.nullable or column.default or column.numbered or column.generated):
        table = node.table.name
        yield Problem(
            node.statement.line,
            f"Each INSERT of the version that is running fails: it has no value for {table}.{column.name}, and neither"
            " has the database.",
            f'op.add_column("{table}", sa.Column("{column.name}", ..., nullable=False, server_default=...))',
        )
