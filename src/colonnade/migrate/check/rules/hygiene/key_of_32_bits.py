"""A key that counts up has 32 bits, and ends at 2,147,483,647.

Rows that fail and are tried again count as well, so busy tables reach that in a few years. A larger type later rewrites the table
and every one that refers to it; `BigInteger` from the beginning costs four bytes a row. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.create_table("event", sa.Column("id", sa.Integer, primary_key=True))

Good:

    def upgrade() -> None:
        op.create_table("event", sa.Column("id", sa.BigInteger, primary_key=True))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_columns
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM701"
SEVERITY = Severity.ADVICE
DATABASES = SERVERS
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report columns that count up and are integers of 32 bits."""
    for statement, table, column in new_columns(node):
        if column.numbered and column.type.partition("(")[0] in ("integer", "int", "smallint"):
            yield Problem(
                statement.line,
                f"{table.name}.{column.name} counts up and ends at 2,147,483,647.",
                f'sa.Column("{column.name}", sa.BigInteger, ...)',
            )
