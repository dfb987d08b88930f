"""A text is `char(n)`, which the database fills up with spaces.

The spaces come back with the value on PostgreSQL, count in the length on neither, and are ignored in some comparisons and not in
others. A shorter value is no error either, which is what most want of `char`. `varchar(n)` with a check says it. The rule has to be
selected.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("country", sa.CHAR(2)))

Good:

    def upgrade() -> None:
        op.add_column("task", sa.Column("country", sa.String(2)))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_columns
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM704"
SEVERITY = Severity.ADVICE
DATABASES = SERVERS
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report columns of the type char."""
    for statement, table, column in new_columns(node):
        if column.type.startswith(("character(", "char(")):
            yield Problem(
                statement.line,
                f"{table.name}.{column.name} is filled up with spaces.",
                f'sa.Column("{column.name}", sa.String(...))',
            )
