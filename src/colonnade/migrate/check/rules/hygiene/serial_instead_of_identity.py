"""A key is `serial`, and not an identity column.

The sequence of `serial` has privileges and an owner of its own, and anybody may insert a number that the sequence comes to later. An
identity column belongs to its table, and `ALWAYS` refuses such a number. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.create_table("event", sa.Column("id", sa.BigInteger, primary_key=True))

Good:

    def upgrade() -> None:
        op.create_table("event", sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_columns
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM702"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report columns that a sequence counts up."""
    for statement, table, column in new_columns(node):
        if column.numbered and column.default.startswith("nextval("):
            yield Problem(
                statement.line,
                f"{table.name}.{column.name} is serial: its sequence is a thing beside the table.",
                f'sa.Column("{column.name}", ..., sa.Identity())',
            )
