"""An exclusion constraint builds its index while nobody can read or write the table.

There is no way around it: PostgreSQL has neither NOT VALID nor USING INDEX for exclusion constraints. A new table gets it while it
is empty; a large one is copied to a new table, or changed while the application rests.

Bad:

    def upgrade() -> None:
        op.create_exclude_constraint("ex_task_title", "task", ("title", "="), using="btree")

Good:

    def upgrade() -> None:
        op.create_table("booking", sa.Column("room", sa.Integer))
        op.create_exclude_constraint("ex_booking_room", "booking", ("room", "="), using="btree")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM111"
DATABASES = POSTGRESQL


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report exclusion constraints on tables that were there."""
    if node.constraint.kind == "exclude":
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {node.table.name} while the index of {node.constraint.name} is built,"
            " which takes the longer the more rows there are.",
            "Make a new table with the constraint and copy the rows in batches, or do it while the application rests.",
        )
