"""A function runs with the rights of its owner, and finds its tables where the caller says.

SECURITY DEFINER lends the owner's rights to whoever calls it. Without a `search_path` of its own the function takes the caller's, who
may have put a table or an operator of the same name before it.

Bad:

    def upgrade() -> None:
        op.execute("CREATE FUNCTION count_tasks() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT count(*) FROM task'")

Good:

    def upgrade() -> None:
        op.execute(
            "CREATE FUNCTION count_tasks() RETURNS bigint SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
            " LANGUAGE sql AS 'SELECT count(*) FROM task'"
        )
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM709"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report functions with SECURITY DEFINER and without a search_path."""
    made = node.says(r"(?s)^\s*create (or replace )?(function|procedure)\b.*\bsecurity definer\b")
    if made and not node.says(r"\bset search_path\b"):
        yield Problem(
            node.line,
            "Who calls the function decides where it finds its tables, with the rights of its owner.",
            "SET search_path = pg_catalog, public, pg_temp, behind SECURITY DEFINER.",
        )
