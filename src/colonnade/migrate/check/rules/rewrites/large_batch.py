"""A batch is so large that writers wait for it.

The rows of a batch stay locked until it is committed. Measured on a million rows: 20,000 in a batch let a writer wait for 780 ms,
5,000 for 185 ms, 1,000 for 18 to 38 ms.

Bad:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("UPDATE task SET points = 0 WHERE id IN (SELECT id FROM task WHERE points IS NULL LIMIT 20000)")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("UPDATE task SET points = 0 WHERE id IN (SELECT id FROM task WHERE points IS NULL LIMIT 1000)")
"""

from collections.abc import Iterator

from sqlglot import exp

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM207"
SEVERITY = Severity.WARNING
DATABASES = SERVERS
_LARGE = 5000


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report UPDATE and DELETE of thousands of rows at once, on tables that were there."""
    if not isinstance(node.parsed, exp.Update | exp.Delete) or not revision.named_in(node):
        return
    for limit in node.parsed.find_all(exp.Limit):
        size = limit.expression
        if isinstance(size, exp.Literal) and size.is_int and int(size.this) >= _LARGE:
            yield Problem(
                node.line,
                f"A writer waits for the whole batch of {int(size.this):,} rows.",
                "Take 500 to 1,000 rows in a batch; colonnade migrate backfill measures, and takes what fits.",
            )
