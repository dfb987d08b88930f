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

Bad:

    def upgrade() -> None:
        op.execute("REINDEX TABLE CONCURRENTLY task")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("REINDEX TABLE CONCURRENTLY task")
"""

import ast
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
    """All of them at once: the server stops at the first."""
    source = revision.source
    calls = [
        call
        for call in source.nodes(ast.Call)
        if any(one.arg == "postgresql_concurrently" for one in call.keywords)
        and not any(isinstance(one, ast.With) for one in source.ancestors(call))
        and revision.call(call.lineno, "create_index", "drop_index") is call
        and _is_in_upgrade(call, revision)
    ]
    said = revision.call(node.line, "execute")
    calls += [said] if said is not None else []
    return tuple(replaced(source, call, outside=[source.segment(call)]) for call in calls)


def _is_in_upgrade(call: ast.Call, revision: Revision) -> bool:
    function = revision.source.function(call)
    return function is not None and function.name == "upgrade"
