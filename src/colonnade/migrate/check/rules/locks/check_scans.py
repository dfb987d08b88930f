"""A check is added and all rows are looked at, while nobody can read or write the table.

A check that is NOT VALID holds for new rows at once, without a look at the old ones. VALIDATE then looks at them, in a transaction
of its own and beside readers and writers.

Bad:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points", "task", "points >= 0")

Good:

    def upgrade() -> None:
        op.create_check_constraint("ck_task_points", "task", "points >= 0", postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE task VALIDATE CONSTRAINT ck_task_points")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.validation import validated_later

CODE = "COLM108"
DATABASES = POSTGRESQL


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report checks of tables that were there, when they are valid at once."""
    constraint = node.constraint
    if constraint.kind != "check" or not constraint.valid:
        return
    if node.statement.says(r"\bdetach\b"):  # what was a bound becomes a check, and holds already
        return
    table, name = node.table.name, constraint.name
    yield Problem(
        node.statement.line,
        f"Nobody can read or write {table} while {name} looks at every row.",
        f'op.create_check_constraint("{name}", "{table}", ..., postgresql_not_valid=True); then'
        f' with op.get_context().autocommit_block(): op.execute("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")',
        validated_later(node, revision, "create_check_constraint"),
    )
