"""A column gets a type that does not hold what it may hold now.

A value that is too long or too large stops the upgrade on PostgreSQL and on a strict MariaDB; digits behind the point are rounded, and
a time or a time zone is cut off, without a word. SQLite keeps what is there, whatever the type says.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE task ALTER price TYPE numeric(10, 1)")

Good:

    def upgrade() -> None:
        op.execute("ALTER TABLE task ALTER price TYPE numeric(12, 2)")

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE task ALTER title TYPE varchar(100)")

Good:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_title", "task", "length(title) <= 100", postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_title")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.narrowing import narrower
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM403"
DATABASES = SERVERS


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report types that hold less than the one before."""
    if why := narrower(node.old.type, node.new.type):
        table, column = node.table.name, node.new.name
        yield Problem(
            node.statement.line,
            f"{node.new.type} does not hold every value that {table}.{column} may have as {node.old.type}: {why}.",
            "Look at the rows first and mend those that do not fit; keep the old column until nobody needs its values.",
        )
