"""A foreign key does not say what happens when the row that it refers to is deleted.

Nothing said is NO ACTION: the DELETE fails, mostly in production, where there are rows. CASCADE, SET NULL or RESTRICT says that
somebody has thought of it. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.create_table("mark", sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id")))

Good:

    def upgrade() -> None:
        op.create_table("mark", sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id", ondelete="RESTRICT")))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_constraints
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM706"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report foreign keys without ON DELETE."""
    for statement, table, constraint in new_constraints(node):
        if constraint.kind == "foreign key" and " ON DELETE " not in constraint.definition:
            yield Problem(
                statement.line,
                f"{constraint.name} of {table.name} does not say what happens when a row of {constraint.target} is"
                " deleted.",
                'ondelete="RESTRICT", "CASCADE" or "SET NULL".',
            )
