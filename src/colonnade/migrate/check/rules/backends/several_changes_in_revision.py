"""A revision has several changes, and MariaDB and MySQL commit each of them by itself.

When a later one fails, the earlier ones stay and the revision does not count as run. `colonnade migrate upgrade` writes down what is
done and goes on behind it, so this rule is for those who deploy with Alembic's own command; it has to be selected.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))
        op.create_index("ix_task_due", "task", ["due"])

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import MYSQL, Problem

CODE = "COLM606"
SEVERITY = Severity.WARNING
DATABASES = MYSQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report the second change of a revision."""
    done = [one for one in node.statements if one.before != one.after]
    if len(done) > 1:
        yield Problem(
            done[1].line,
            "What comes before this statement is committed already: when this one fails, the revision cannot be run"
            " again by Alembic.",
            "One change for each revision; or run colonnade migrate upgrade, which goes on where it stopped.",
        )
