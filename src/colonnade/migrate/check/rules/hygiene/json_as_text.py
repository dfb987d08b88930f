"""A column is `json`, which PostgreSQL keeps as the text that it was.

It has no equality, so DISTINCT, GROUP BY and UNION fail over it, it cannot be indexed, and it is parsed each time that something is
read from it. `jsonb` keeps the value. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.add_column("task", sa.Column("extra", sa.JSON))

Good:

    def upgrade() -> None:
        from sqlalchemy.dialects.postgresql import JSONB

        op.add_column("task", sa.Column("extra", JSONB))
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_columns
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM703"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL
OPT_IN = True


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report columns of the type json."""
    for statement, table, column in new_columns(node):
        if column.type in ("json", "json[]"):
            yield Problem(
                statement.line,
                f"{table.name}.{column.name} is kept as a text: DISTINCT and GROUP BY fail over it.",
                f'sa.Column("{column.name}", postgresql.JSONB); from sqlalchemy.dialects import postgresql',
            )
