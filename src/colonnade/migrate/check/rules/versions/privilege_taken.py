"""A privilege is taken away that the old version of the application may use.

Its statements are refused from this moment, until the last old process has stopped.

Bad:

    def upgrade() -> None:
        op.execute("REVOKE UPDATE ON task FROM public")

Good:

    def upgrade() -> None:
        # colonnade: ignore[COLM313] release 1.4, which runs everywhere, writes tasks as another role
        op.execute("REVOKE UPDATE ON task FROM public")
"""

import re
from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM313"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL
_REVOKE = re.compile(r"\s*revoke\s+.*?\bon\s+(.*?)\s+from\b", re.IGNORECASE | re.DOTALL)


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report REVOKE on tables that were there."""
    found = _REVOKE.match(node.sql)
    words = re.findall(r"[\w.]+", found[1]) if found else []
    tables = [name for name in words if revision.named(name.removeprefix("public."))]
    if tables:
        yield Problem(
            node.line,
            f"The version that is running may use what is taken away from it on {', '.join(tables)}.",
            "Deploy first the version that does without it.",
        )
