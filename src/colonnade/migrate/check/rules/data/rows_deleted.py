"""All rows of a table are deleted.

TRUNCATE, and DELETE without a condition, empty the table for good; on PostgreSQL TRUNCATE also keeps readers out, and with CASCADE it
empties every table that refers to this one.

Bad:

    def upgrade() -> None:
        op.execute("DELETE FROM task")

Good:

    def upgrade() -> None:
        op.execute("DELETE FROM task WHERE team_id IS NULL")

Bad:

    def upgrade() -> None:
        op.execute("TRUNCATE step")

Good:

    def upgrade() -> None:
        op.rename_table("step", "step_until_1_4")  # colonnade: ignore[COLM303] nobody uses it since release 1.4
"""

from collections.abc import Iterator

from sqlglot import exp

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM402"


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report TRUNCATE, and DELETE without a condition, of tables that were there."""
    said = node.parsed
    everything = isinstance(said, exp.Delete) and said.args.get("where") is None
    if everything or isinstance(said, exp.TruncateTable):
        names = ", ".join(table.name for table in revision.named_in(node))
        if names:
            yield Problem(
                node.line,
                f"All rows of {names} are lost, and no downgrade brings them back.",
                "Give the table another name and drop it in a later revision, or delete what a condition names.",
            )
