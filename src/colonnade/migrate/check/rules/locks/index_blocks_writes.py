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

Bad:

    def upgrade() -> None:
        op.create_index("ix_visit_seen", "visit", ["seen"])

Good:

    def upgrade() -> None:
        op.execute("CREATE INDEX ix_visit_seen ON ONLY visit (seen)")
        with op.get_context().autocommit_block():
            op.create_index("ix_visit_old_seen", "visit_old", ["seen"], postgresql_concurrently=True)
            op.create_index("ix_visit_new_seen", "visit_new", ["seen"], postgresql_concurrently=True)
        op.execute("ALTER INDEX ix_visit_seen ATTACH PARTITION ix_visit_old_seen")
        op.execute("ALTER INDEX ix_visit_seen ATTACH PARTITION ix_visit_new_seen")

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
    if node.statement.says(r"\b(concurrently|on only)\b"):
        return
    table, index = node.table.name, node.index.name
    yield Problem(
        node.statement.line,
        f"Nobody can write to {table} while {index} is built, which takes the longer the more rows there are.",
        _remedy(node),
        _fix(node, revision),
    )


def _remedy(node: IndexAdded) -> str:
    table, index = node.table.name, node.index.name
    if node.table.is_partitioned:
        return (
            f'op.execute("CREATE INDEX {index} ON ONLY {table} (...)"); then for each partition an index built with'
            f' postgresql_concurrently=True and op.execute("ALTER INDEX {index} ATTACH PARTITION ...")'
        )
    return (
        "with op.get_context().autocommit_block():"
        f' op.create_index("{index}", "{table}", [...], postgresql_concurrently=True)'
    )


def _fix(node: IndexAdded, revision: Revision) -> tuple[Edit, ...]:
    source, call = revision.source, revision.call(node.statement.line, "create_index")
    if call is None or node.table.is_partitioned:
        return ()
    said = with_keyword(source, call, "postgresql_concurrently=True")
    return (replaced(source, call, outside=[said]),)
