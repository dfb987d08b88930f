"""A column gets another name while the old version of the application still uses the first one.

Every statement of the old version names all columns of its models, so each of them fails from this moment until the last old
process has stopped. Between two names there has to be a time in which both work.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "note", new_column_name="remark", existing_type=sa.String(200))

Good:

    def upgrade() -> None:
        # colonnade migrate expand rename task.note=remark writes all four phases; this is the first one
        op.add_column("task", sa.Column("remark", sa.String(200)))
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM302"
DATABASES = SERVERS


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report columns with another name."""
    if node.old.name != node.new.name:
        table, old, new = node.after.name, node.old.name, node.new.name
        yield Problem(
            node.statement.line,
            f"The version of the application that is running fails on every statement about {table}:"
            f" it names {table}.{old}, which is {new} now.",
            f"Let both names work for a time: colonnade migrate expand rename {table}.{old}={new}.",
        )
