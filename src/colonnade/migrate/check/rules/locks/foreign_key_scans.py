"""A foreign key is added and all rows are compared, while nobody can write to either table.

A key that is NOT VALID holds for new rows at once, without a look at the old ones. VALIDATE then looks at them, in a transaction
of its own and beside readers and writers.

Bad:

    def upgrade() -> None:
        op.create_foreign_key("fk_task_team", "task", "team", ["team_id"], ["id"])

Good:

    def upgrade() -> None:
        op.create_foreign_key("fk_task_team", "task", "team", ["team_id"], ["id"], postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE task VALIDATE CONSTRAINT fk_task_team")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.validation import validated_later

CODE = "COLM107"
DATABASES = POSTGRESQL


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report foreign keys of tables that were there, when they are valid at once."""
    constraint = node.constraint
    if constraint.kind != "foreign key" or not constraint.valid:
        return
    table, target = node.table.name, constraint.target
    yield Problem(
        node.statement.line,
        f"Nobody can write to {table} or {target} while every row of {table} is looked up in {target}.",
        f'op.create_foreign_key("{constraint.name}", "{table}", "{target}", ..., postgresql_not_valid=True); then'
        f' with op.get_context().autocommit_block(): op.execute("ALTER TABLE {table} VALIDATE CONSTRAINT {constraint.name}")',
        validated_later(node, revision, "create_foreign_key"),
    )
