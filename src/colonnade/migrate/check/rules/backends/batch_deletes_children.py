"""SQLite copies a table to change it, and dropping the old one deletes the rows that refer to it.

A batch makes a new table, copies the rows, drops the old table and gives its name to the new one. With
`PRAGMA foreign_keys = ON`, DROP TABLE first deletes all rows, and `ON DELETE CASCADE` deletes those of other tables with them,
without a word; `SET NULL` empties their keys. The pragma does nothing inside a transaction, so the connection of the migrations
is made without it: the `env.py` of `colonnade migrate init` does that.

Bad:

    def upgrade() -> None:
        # env.py says PRAGMA foreign_keys = ON
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())

Good:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", type_=sa.Text())
"""

from collections.abc import Iterator

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SQLITE, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM601"
DATABASES = SQLITE


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report copies of tables that others refer to, while foreign keys are enforced."""
    if not node.enforced or not node.says("_alembic_tmp_"):
        return
    for table in revision.start.tables.values():
        children = sorted(_children(revision, table.name))
        if children and node.says(rf'\bdrop table "?{table.name}\b'):
            yield Problem(
                node.line,
                f"The copy of {table.name} deletes or changes the rows of {', '.join(children)} that refer to it:"
                " foreign keys are enforced.",
                "Leave PRAGMA foreign_keys off on the connection in env.py, as colonnade migrate init writes it.",
            )


def _children(revision: Revision, name: str) -> set[str]:
    return {
        table.name
        for table in revision.start.tables.values()
        for key in table.constraints.values()
        if key.kind == "foreign key" and key.target.lower() == name.lower() != table.name.lower()
    }
