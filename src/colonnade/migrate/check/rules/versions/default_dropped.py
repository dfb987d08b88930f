"""A required column loses its default while the old version of the application relies on it.

An INSERT that does not name the column fails from this moment. The default stays for as long as a version runs that does not know
the column; it does no harm.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer, nullable=False, server_default="0"))
        op.alter_column("task", "rank", server_default=None)

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer, nullable=False, server_default="0"))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM308"
DATABASES = SERVERS


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report required columns without the default that they had."""
    if node.old.default and not (node.new.default or node.new.nullable or node.new.numbered):
        yield Problem(
            node.statement.line,
            f"Each INSERT of the version that is running fails that does not name {node.table.name}.{node.new.name}.",
            "Keep the default until no such version runs, and drop it in a later release.",
        )
