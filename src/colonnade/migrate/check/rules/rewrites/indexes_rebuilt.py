"""A column gets another collation or a type that sorts otherwise, so its indexes are built anew.

The table itself stays as it is, but nobody can read or write it while its indexes are built.

Bad:

    def upgrade() -> None:
        op.execute('ALTER TABLE task ALTER note TYPE varchar(200) COLLATE "C"')

Good:

    def upgrade() -> None:
        op.execute('ALTER TABLE task ALTER title TYPE varchar(200) COLLATE "C"')
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ColumnChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM205"
DATABASES = POSTGRESQL


def check(node: ColumnChanged, revision: Revision) -> Iterator[Problem]:
    """Report indexes that were built anew although the table was not."""
    before = {index.name: index for index in node.table.indexes.values()}
    built = [
        index.name
        for index in node.after.indexes.values()
        if index.name in before and before[index.name].file != index.file
    ]
    if built and node.table.file == node.after.file:
        yield Problem(
            node.statement.line,
            f"Nobody can read or write {node.table.name} while {', '.join(sorted(built))} is built anew.",
            "Drop the index concurrently before, and build it concurrently afterwards, in"
            " op.get_context().autocommit_block().",
        )
