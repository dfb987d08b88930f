"""A primary key builds its index, and looks for NULLs, while nobody can read or write the table.

Both take the longer the more rows there are. A unique index that was built concurrently, over columns that are NOT NULL already,
becomes the primary key at once.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE step DROP CONSTRAINT step_pkey, ADD PRIMARY KEY (id, task_id)")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("pk_step", "step", ["id"], unique=True, postgresql_concurrently=True)
        op.execute("ALTER TABLE step DROP CONSTRAINT step_pkey, ADD CONSTRAINT pk_step PRIMARY KEY USING INDEX pk_step")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ConstraintAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM106"
DATABASES = POSTGRESQL


def check(node: ConstraintAdded, revision: Revision) -> Iterator[Problem]:
    """Report primary keys of tables that were there, without an index made before."""
    if node.constraint.kind == "primary key" and not node.statement.says(r"\busing index\b"):
        table = node.table.name
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {table} while the index of its primary key is built,"
            " which takes the longer the more rows there are.",
            "Build a unique index with postgresql_concurrently=True in op.get_context().autocommit_block(), make the"
            f' columns NOT NULL, then op.execute("ALTER TABLE {table} ADD PRIMARY KEY USING INDEX ...")',
        )
