"""A constraint is added that the old version of the application does not know.

What it writes may be refused from this moment, however the constraint was added. Code that fulfils the constraint is deployed
before. Whether it is cannot be told from the revision, so this rule has to be selected.

Bad:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points", "task", "points < 100000", postgresql_not_valid=True)

Good:

    def upgrade() -> None:
        # colonnade: ignore[COLM306] release 1.4, which runs everywhere, writes fewer points
        op.create_check_constraint("ck_task_points", "task", "points < 100000", postgresql_not_valid=True)
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM306"
SEVERITY = Severity.WARNING
DATABASES = SERVERS
OPT_IN = True


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report constraints on columns that were there."""
    names = {one.name for one in revision.start.tables[node.key].columns.values()}
    if names & {*node.constraint.columns} and node.constraint.kind != "primary key":
        yield Problem(
            node.statement.line,
            f"What the version that is running writes to {node.table.name} may be refused by {node.constraint.name}.",
            "Deploy first the code that fulfils it; then say so: # colonnade: ignore[COLM306] since when.",
        )
