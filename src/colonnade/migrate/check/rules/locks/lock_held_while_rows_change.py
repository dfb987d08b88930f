"""A table stays locked while rows are changed or read, because all is one transaction.

A lock is held until the transaction ends. ADD COLUMN alone is over at once; with an UPDATE of all rows behind it nobody can even
read the table until the last row is written.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer))
        op.execute("UPDATE task SET rank = points WHERE id < 100000")

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer))
        # the rows in a revision of its own, in batches: colonnade migrate backfill task --set "rank=points"

Fine:

    def upgrade() -> None:
        op.execute("UPDATE task SET points = 0 WHERE id = 7")
        op.add_column("task", sa.Column("rank", sa.Integer))
"""

from collections.abc import Iterator

from sqlglot import exp

from colonnade.migrate.check.changes import IndexAdded, TableRewritten
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM113"
DATABASES = POSTGRESQL


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report statements that take long, behind one that has locked a table."""
    slow = {
        id(one.statement) for one in node.changes if isinstance(one, IndexAdded | TableRewritten)
    }
    for statement in node.statements:
        if not (_changes_rows(statement, node) or id(statement) in slow):
            continue
        held = {
            node.start.tables[key].name
            for earlier in node.beside(statement)
            for key in earlier.locked() & node.start.tables.keys()
        }
        if held:
            yield Problem(
                statement.line,
                f"Nobody can read or write {', '.join(sorted(held))} while this runs:"
                " an earlier statement of the transaction holds the lock until the end.",
                "Put it into a revision of its own; rows in batches: colonnade migrate backfill.",
            )


def _changes_rows(statement: Statement, revision: Revision) -> bool:
    """Whether a statement changes rows of a table that was there, other than by values of its own."""
    if not isinstance(statement.parsed, exp.Update | exp.Delete | exp.Insert):
        return False
    if isinstance(statement.parsed, exp.Insert) and not statement.parsed.find(exp.Select):
        return False
    return bool(revision.named_in(statement))
