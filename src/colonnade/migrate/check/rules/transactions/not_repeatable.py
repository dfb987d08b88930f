"""A statement that is committed by itself cannot be run a second time.

A revision that stops behind it is run again from its beginning, and stops at what is there already. `colonnade migrate upgrade` skips
what is done, so this rule is for those who deploy with Alembic's own command; it has to be selected.

Bad:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.drop_index("ix_task_title", "task", postgresql_concurrently=True, if_exists=True)
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import IndexAdded, IndexDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM504"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: IndexAdded | IndexDropped, revision: Revision) -> Iterator[Problem]:
    """Report indexes that are made or dropped outside of a transaction, whatever is there."""
    statement, name = node.statement, node.index.name
    if statement.transaction or statement.says(r"\bif (not )?exists\b"):
        return
    dropped = rf'\bdrop index (concurrently )?if exists "?{name}\b'
    if not any(one.says(dropped) for one in revision.statements):
        yield Problem(
            statement.line,
            f"A second run fails, because {name} is {'there' if isinstance(node, IndexAdded) else 'gone'} already.",
            f'op.drop_index("{name}", postgresql_concurrently=True, if_exists=True) first.',
        )
