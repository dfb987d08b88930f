"""What is done concurrently cannot be done inside a transaction.

PostgreSQL refuses CREATE INDEX CONCURRENTLY, DROP INDEX CONCURRENTLY, REINDEX CONCURRENTLY and VACUUM inside of a transaction,
and Alembic runs each revision in one. A block of `autocommit_block` leaves it for a while.

Bad:

    def upgrade() -> None:
        op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.revision import Failed, Revision
from colonnade.migrate.check.rewriting import replaced
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM103"
DATABASES = POSTGRESQL
_IN_TRANSACTION = "25001"


def check(node: Failed, revision: Revision) -> Iterator[Problem]:
    """Report statements that the server refuses because of the transaction."""
    if node.state == _IN_TRANSACTION:
        yield Problem(
            node.line,
            f"The upgrade fails: {node.said}.",
            "with op.get_context().autocommit_block(): ...",
            _fix(node, revision),
        )


def _fix(node: Failed, revision: Revision) -> tuple[Edit, ...]:
    source = revision.source
    call = revision.call(node.line, "create_index", "drop_index", "execute")
    return () if call is None else (replaced(source, call, outside=[source.segment(call)]),)
