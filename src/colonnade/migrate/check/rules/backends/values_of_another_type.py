"""A column gets another type, and SQLite keeps the values as they are.

SQLite looks at no value when a type is changed: a text stays a text in an INTEGER column, and the application fails when it reads it.
The values are converted by a statement of their own, and those that cannot be are found before.

Bad:

    def upgrade() -> None:
        with op.batch_alter_table("task") as batch:
            batch.alter_column("note", existing_type=sa.String(200), type_=sa.Integer)

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("number", sa.Integer))
        op.execute("UPDATE task SET number = CAST(note AS INTEGER) WHERE note NOT GLOB '*[^0-9]*'")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SQLITE, Problem

CODE = "COLM607"
SEVERITY = Severity.WARNING
DATABASES = SQLITE


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report types of another affinity, where values were texts or become numbers."""
    was, now = _affinity(node.old.type), _affinity(node.new.type)
    if was in ("TEXT", "BLOB") and was != now:
        yield Problem(
            node.statement.line,
            f"What is in {node.table.name}.{node.new.name} stays as it is, whether or not it is {node.new.type}.",
            "Add a new column, convert what can be converted by UPDATE ... CAST, and look at the rest.",
        )


def _affinity(type_: str) -> str:
    """How SQLite stores the values of a type; https://sqlite.org/datatype3.html#determination_of_column_affinity."""
    kinds = (
        ("INTEGER", ("INT",)),
        ("TEXT", ("CHAR", "CLOB", "TEXT")),
        ("BLOB", ("BLOB",)),
        ("REAL", ("REAL", "FLOA", "DOUB")),
    )
    found = (kind for kind, words in kinds if any(word in type_.upper() for word in words))
    return next(found, "NUMERIC" if type_ else "BLOB")
