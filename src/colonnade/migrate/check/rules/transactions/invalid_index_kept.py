"""A concurrent index that failed half-way is taken for a good one.

A build that fails, over a duplicate or a time-out, leaves an invalid index under its name. With IF NOT EXISTS the next run finds the
name, builds nothing and counts as done: the index is never used, and if it is unique nothing is. So it is dropped first.

Bad:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True, if_not_exists=True)

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.drop_index("ix_task_title", "task", postgresql_concurrently=True, if_exists=True)
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import IndexAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import operations
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM501"
DATABASES = POSTGRESQL


def check(node: IndexAdded, revision: Revision) -> Iterator[Problem]:
    """Report concurrent indexes that are built only when the name is free."""
    if node.statement.says(r"\bconcurrently if not exists\b"):
        index, table = node.index.name, node.table.name
        yield Problem(
            node.statement.line,
            f"When a build of {index} fails, the next run takes the invalid index that it leaves for a good one.",
            f'Before it: op.drop_index("{index}", "{table}", postgresql_concurrently=True, if_exists=True); and build'
            " without if_not_exists.",
            _fix(node, revision),
        )


def _fix(node: IndexAdded, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "create_index")
    if call is None or "." in node.table.name:
        return ()
    said = next(one for one in call.keywords if one.arg == "if_not_exists")
    dropped = (
        f'{operations(source, call)}.drop_index("{node.index.name}", "{node.table.name}",'
        " postgresql_concurrently=True, if_exists=True)"
    )
    first = source.insert_before(call, f"{dropped}\n{' ' * call.col_offset}")
    return (first, source.remove_keyword(call, said))
