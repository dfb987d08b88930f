"""The downgrade does nothing, although the upgrade does something.

Alembic takes it for done: the number goes back, the tables stay as they are, and the next upgrade fails. What cannot be taken back
says so by `raise NotImplementedError`. `colonnade migrate test` runs downgrades, and finds the ones that do too little.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))

    def downgrade() -> None:
        pass

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("due", sa.Date))

    def downgrade() -> None:
        op.drop_column("task", "due")

Fine:

    def upgrade() -> None:
        op.execute("UPDATE task SET points = 0 WHERE id = 7")

    def downgrade() -> None:
        pass
"""

import ast
from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import Problem

CODE = "COLM405"
SEVERITY = Severity.WARNING


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report revisions that change tables and whose downgrade is empty."""
    if node.end == node.start:
        return
    for function in node.source.nodes(ast.FunctionDef):
        if function.name == "downgrade" and all(map(_does_nothing, function.body)):
            yield Problem(
                function.lineno,
                "The downgrade leaves everything as the upgrade has made it, and counts as done.",
                "Take back what the upgrade does, or raise NotImplementedError.",
            )


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
