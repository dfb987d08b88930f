"""A part of the revision is committed before the rest of it.

When a later statement fails, the first part stays and the revision does not count as run: with `alembic upgrade` each further try
fails over what is there already. `colonnade migrate upgrade` writes down what is done and goes on behind it, so this rule is for
those who deploy with Alembic's own command; it has to be selected.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))
        with op.get_context().autocommit_block():
            op.create_index("ix_task_due", "task", ["due"], postgresql_concurrently=True)

Good:

    def upgrade() -> None:
        # by itself, and so that it can run twice; the column is added by the revision before
        with op.get_context().autocommit_block():
            op.drop_index("ix_task_title", "task", postgresql_concurrently=True, if_exists=True)
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)
"""

from collections.abc import Iterator
from itertools import pairwise

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.journal import is_change

CODE = "COLM502"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
OPT_IN = True
_REPEATABLE = r"^\s*drop index (concurrently )?if exists\b"


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report the first statement behind a commit, where something was done before that cannot be done twice."""
    done = [one for one in node.statements if is_change(one.sql) and not one.says(_REPEATABLE)]
    for earlier, later in pairwise(done):
        if not earlier.transaction or not later.transaction:
            yield Problem(
                later.line,
                "What comes before this statement is committed already: when this one fails, the revision cannot be run"
                " again by Alembic.",
                "One revision for each block of op.get_context().autocommit_block(); or run colonnade migrate upgrade,"
                " which goes on where it stopped.",
            )
            return
