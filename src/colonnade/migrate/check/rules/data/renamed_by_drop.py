"""A column is dropped and a like one added, where it was to get another name.

Alembic cannot tell the two apart and writes this for a field that was renamed in the model: the new column is empty, and what was in
the old one is lost. `colonnade migrate create` asks, or takes `--rename task.note=remark`.

Bad:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.drop_column("note")  # colonnade: ignore[COLM301, COLM401] the field has another name now
            batch.add_column(sa.Column("remark", sa.String(200)))

Good:

    def upgrade() -> None:
        # the first of the four phases of colonnade migrate expand rename task.note=remark, without its trigger
        op.add_column("task", sa.Column("remark", sa.String(200)))

Fine:

    def upgrade() -> None:
        # colonnade: ignore[COLM302] the application rests while this runs
        op.alter_column("task", "note", new_column_name="remark", existing_type=sa.String(200))

Fine:

    def upgrade() -> None:
        op.add_column("task", sa.Column("remark", sa.String(200)))
        op.execute("UPDATE task SET remark = note WHERE id = 7")  # colonnade: ignore[COLM113] one row
        op.drop_column("task", "note")  # colonnade: ignore[COLM301] the application rests while this runs
"""

import re
from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnDropped
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import Problem

CODE = "COLM404"


def check(node: ColumnDropped, revision: Revision) -> Iterator[Problem]:
    """Report columns that are dropped while one of the same type is added, and nothing is copied."""
    before, after = revision.start.tables[node.key], revision.end.tables.get(node.key)
    old = node.column
    if after is None or after.column(old.name) is not None or before.column(old.name) is None:
        return
    alike = [
        new.name
        for new in after.columns.values()
        if new.type == old.type and before.column(new.name) is None
    ]
    if alike and not _is_copied(revision, old.name, alike[0]):
        table = node.table.name
        yield Problem(
            node.statement.line,
            f"What is in {table}.{old.name} is lost, and {alike[0]}, which is like it, begins empty.",
            f'op.alter_column("{table}", "{old.name}", new_column_name="{alike[0]}"); beside a running application:'
            f" colonnade migrate expand rename {table}.{old.name}={alike[0]}.",
        )


def _is_copied(revision: Revision, old: str, new: str) -> bool:
    """Whether a statement that writes rows names both columns."""
    words = [rf"\b{re.escape(name)}\b" for name in (old, new)]
    return any(
        one.says(r"^\s*(update|insert)\b") and all(one.says(word) for word in words)
        for one in revision.statements
    )
