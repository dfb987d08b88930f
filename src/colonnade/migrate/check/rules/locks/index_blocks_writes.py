"""An index is built while nobody can write to its table.

PostgreSQL reads the whole table, and every INSERT, UPDATE and DELETE waits until the index is complete: seconds for a
million rows, minutes for a hundred. Built concurrently it takes about twice as long and nobody waits. That cannot be done in a
transaction, and a build that fails leaves an invalid index, which is dropped before the next try.

Bad:

    def upgrade() -> None:
        op.create_index("ix_task_title", "task", ["title"])

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.create_index("ix_task_title", "task", ["title"], postgresql_concurrently=True)

Fine:

    def upgrade() -> None:
        op.create_table("label", sa.Column("name", sa.String(20)))
        op.create_index("ix_label_name", "label", ["name"])
"""

from collections.abc import Iterator

from colonnade.findings import Edit
from colonnade.migrate.check.changes import IndexAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rewriting import replaced, with_keyword
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM101"
DATABASES = POSTGRESQL


def check(node: IndexAdded, revision: Revision) -> Iterator[Problem]:
    """Report indexes on tables that were there, not built concurrently."""
    if node.statement.says(r"\bconcurrently\b"):
        return
    table, index = node.table.name, node.index.name
    yield Problem(
        node.statement.line,
        f"Nobody can write to {table} while {index} is built, which takes the longer the more rows there are.",
        "with op.get_context().autocommit_block():"
        f' op.create_index("{index}", "{table}", [...], postgresql_concurrently=True)',
        _fix(node, revision),
    )


def _fix(node: IndexAdded, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "create_index")
    if call is None:
        return ()
    said = with_keyword(source, call, "postgresql_concurrently=True")
    return (replaced(source, call, outside=[said]),)
