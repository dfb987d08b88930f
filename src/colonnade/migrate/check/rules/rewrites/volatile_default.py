"""A column is added with a default that differs from row to row, so the whole table is written anew.

A constant is noted once, and no row is touched. `gen_random_uuid()`, `random()` or `clock_timestamp()` have to be called for each row,
while nobody can read or write the table. Added without a default, the column gets one for new rows at once, and the old rows are
filled in batches.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("token", sa.Uuid, server_default=sa.text("gen_random_uuid()")))

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("token", sa.Uuid))
        op.alter_column("task", "token", server_default=sa.text("gen_random_uuid()"))
        # the rows in batches: colonnade migrate backfill task --set "token=gen_random_uuid()" --where "token IS NULL"

Fine:

    def upgrade() -> None:
        op.add_column("task", sa.Column("rank", sa.Integer, server_default="0", nullable=False))
        op.add_column("task", sa.Column("seen_at", sa.DateTime, server_default=sa.func.now()))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnAdded
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM202"
DATABASES = POSTGRESQL


def check(node: ColumnAdded, revision: Revision) -> Iterator[Problem]:
    """Report defaults that made the server write the table anew."""
    column = node.column
    if node.table.file == node.after.file or not column.default:
        return
    if not column.numbered and not column.generated:
        table, name = node.table.name, column.name
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {table} while all its rows are written anew:"
            f" {column.default} is called for each of them.",
            f'op.add_column without the default; op.alter_column("{table}", "{name}", server_default=...); then'
            f' colonnade migrate backfill {table} --set "{name}={column.default}" --where "{name} IS NULL"',
        )
