"""SQLite copies a table to change it, and what Alembic does not see of it is not copied.

Triggers, indexes over expressions, collations, AUTOINCREMENT, checks without a name, STRICT and WITHOUT ROWID are lost, without a word.
`ALTER TABLE` of SQLite itself can add, rename and drop columns without a copy; what has to be copied is given again.

Bad:

    def upgrade() -> None:
        op.execute("CREATE TRIGGER touched AFTER UPDATE ON team BEGIN SELECT 1; END")
        with op.batch_alter_table("team") as batch:
            batch.alter_column("name", type_=sa.Text())

Good:

    def upgrade() -> None:
        op.add_column("team", sa.Column("place", sa.String(20)))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SQLITE, Problem
from colonnade.migrate.check.snapshot import Snapshot, Table
from colonnade.schema.database.sqlite.statement import table_text

CODE = "COLM602"
DATABASES = SQLITE


def check(node: TableChanged, revision: Revision) -> Iterator[Problem]:
    """Report what a batch has lost and nothing behind it brings back."""
    if not node.statement.says("_alembic_tmp_"):
        return
    name, now = node.table.name, revision.end.tables.get(node.key)
    lost = [
        *_beside(name, node.statement.before, revision.end),
        *_within(node.table, now or node.after),
    ]
    if lost:
        yield Problem(
            node.statement.line,
            f"The copy of {name} does not have {', '.join(lost)} any more.",
            "Make it again behind the batch, or give it to op.batch_alter_table(..., table_args=(...), copy_from=...).",
        )


def _beside(name: str, before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Triggers and indexes of a table that are gone."""
    for place, other in before.others.items():
        if other.of == name and place not in after.others:
            yield f"trigger {other.name}"
    table = after.table(name)
    for key, index in before.tables[name].indexes.items():
        if table is not None and key not in table.indexes:
            yield f"index {index.name}"


def _within(old: Table, new: Table) -> Iterator[str]:
    """What the text of a table says and that of its copy does not."""
    was, now = table_text(old.storage), table_text(new.storage)
    if was.autoincrement and not now.autoincrement:
        yield "AUTOINCREMENT"
    if was.strict and not now.strict:
        yield "STRICT"
    if not was.rowid and now.rowid:
        yield "WITHOUT ROWID"
    if len(now.checks) < len(was.checks):
        yield "a check without a name"
    columns = {column.name.lower() for column in new.columns.values()}
    for column, collation in was.collations.items():
        if column.lower() in columns and column not in now.collations:
            yield f"COLLATE {collation} of {column}"
