"""An index is dropped while nobody can read or write its table.

DROP INDEX needs the table for itself. It is quick, but it waits behind the longest query that is running, and everybody else
waits behind it. Dropped concurrently, nobody waits.

Bad:

    def upgrade() -> None:
        op.drop_index("ix_task_note", "task")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.drop_index("ix_task_note", "task", postgresql_concurrently=True)
"""

from collections.abc import Iterator

from colonnade.findings import Edit, Severity
from colonnade.migrate.check.changes import IndexDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import replaced, with_keyword
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM102"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: IndexDropped, revision: Revision) -> Iterator[Problem]:
    """Report indexes that are dropped, not concurrently, from tables that stay."""
    if not node.statement.says(r"\bdrop index\b(?! concurrently\b)"):
        return
    table, index = node.table.name, node.index.name
    yield Problem(
        node.statement.line,
        f"Dropping {index} waits for every query that reads {table}, and all others wait behind it.",
        "with op.get_context().autocommit_block():"
        f' op.drop_index("{index}", "{table}", postgresql_concurrently=True)',
        _fix(node, revision),
    )


def _fix(node: IndexDropped, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "drop_index")
    if call is None:
        return ()
    said = with_keyword(source, call, "postgresql_concurrently=True")
    return (replaced(source, call, outside=[said]),)
