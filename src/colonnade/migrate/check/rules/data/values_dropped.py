"""A column or table is dropped with what is in it.

On SQLite there is mostly one application and no old version beside it, but what is dropped is lost as well. A revision that has to be
taken back finds it where the upgrade has put it: under another name, until a later revision drops it.

Bad:

    def upgrade() -> None:
        op.drop_column("task", "points")

Good:

    def upgrade() -> None:
        op.alter_column("task", "points", new_column_name="points_until_1_4")

Bad:

    def upgrade() -> None:
        op.drop_table("step")

Good:

    def upgrade() -> None:
        op.rename_table("step", "step_until_1_4")

Fine:

    def upgrade() -> None:
        op.drop_table("step")  # colonnade: ignore[COLM401] empty since release 1.4
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ColumnDropped, TableDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SQLITE, Problem

CODE = "COLM401"
SEVERITY = Severity.WARNING
DATABASES = SQLITE


def check(node: ColumnDropped | TableDropped, revision: Revision) -> Iterator[Problem]:
    """Report columns and tables that are dropped."""
    table = node.table.name
    name = f"{table}.{node.column.name}" if isinstance(node, ColumnDropped) else table
    yield Problem(
        node.statement.line,
        f"What is in {name} is lost, and no downgrade brings it back.",
        "Give it another name, and drop it in a later revision; or say why nobody needs it:"
        " # colonnade: ignore[COLM401] reason.",
    )
