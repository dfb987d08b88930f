"""A column becomes NOT NULL, and nothing fills the rows where it is NULL.

One such row is enough for the upgrade to fail; a MariaDB that is not strict takes 0 or an empty text instead, without a word.

Bad:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.alter_column("points", existing_type=sa.Integer, nullable=False)

Good:

    def upgrade() -> None:
        op.execute("UPDATE task SET points = 0 WHERE points IS NULL")
        with op.batch_alter_table("task") as batch:
            batch.alter_column("points", existing_type=sa.Integer, nullable=False)
"""

import re
from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import MYSQL, SQLITE, Problem

CODE = "COLM604"
SEVERITY = Severity.WARNING
DATABASES = (*SQLITE, *MYSQL)


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report columns that become NOT NULL while no statement of the revision has written them."""
    if not node.old.nullable or node.new.nullable:
        return
    name, column = node.table.name, node.new.name
    word = rf"\b{re.escape(column)}\b"
    if not any(one.says(rf"^\s*update\b.*{word}") for one in revision.statements):
        yield Problem(
            node.statement.line,
            f"The upgrade fails when {column} is NULL in any row of {name}.",
            f'Before it: op.execute("UPDATE {name} SET {column} = ... WHERE {column} IS NULL")',
        )
