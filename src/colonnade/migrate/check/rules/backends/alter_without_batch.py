"""SQLite has no statement for the change, and the revision fails.

SQLite adds, renames and drops columns, and nothing else. Alembic's batch mode copies the table for the rest;
`render_as_batch=True` in `env.py` writes revisions so.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "title", type_=sa.Text)

Good:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.alter_column("title", type_=sa.Text())

Bad:

    def upgrade() -> None:
        op.create_unique_constraint("uq_task_title", "task", ["title"])

Good:

    def upgrade() -> None:
        op.create_index("uq_task_title", "task", ["title"], unique=True)
"""

from collections.abc import Iterator

from colonnade.migrate.check.revision import Failed, Revision
from colonnade.migrate.check.rule import SQLITE, Problem

CODE = "COLM608"
DATABASES = SQLITE
_SAID = ("No support for ALTER of constraints", 'near "ALTER"', 'near "CONSTRAINT"', 'near "TYPE"')


def check(node: Failed, revision: Revision) -> Iterator[Problem]:
    """Report operations that need a copy of the table."""
    if any(words in node.said for words in _SAID):
        yield Problem(
            node.line,
            f"The upgrade fails: {node.said.partition('. ')[0].rstrip('.')}.",
            'with op.batch_alter_table("...") as batch: ...; and render_as_batch=True in env.py.',
        )
