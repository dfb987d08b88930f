"""A table is locked by name.

LOCK TABLE keeps others out until the transaction ends, however long that takes. What a migration needs it for can mostly be done
without: a unique index built concurrently, batches that lock their own rows, a constraint that is validated later.

Bad:

    def upgrade() -> None:
        op.execute("LOCK TABLE task IN SHARE ROW EXCLUSIVE MODE")

Good:

    def upgrade() -> None:
        op.execute("SELECT 1 FROM task WHERE id = 7 FOR UPDATE")
"""

import re
from collections.abc import Iterator

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM116"
DATABASES = POSTGRESQL
_LOCK = re.compile(
    r"\s*lock\s+(?:table\s+)?(?:only\s+)?(.*?)(?:\s+in\s+(.*?)\s+mode.*)?\s*;?\s*$", re.I | re.S
)
_WEAK = frozenset({"access share", "row share", "row exclusive", "share update exclusive"})


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report LOCK TABLE in modes that keep readers or writers out of tables that were there."""
    found = _LOCK.match(node.sql)
    if found is None or " ".join((found[2] or "").lower().split()) in _WEAK:
        return
    names = [name.strip(' "') for name in found[1].split(",") if revision.named(name.strip(' "'))]
    if names:
        yield Problem(
            node.line,
            f"Others are kept out of {', '.join(names)} until the transaction ends.",
            "Lock the rows that are changed (SELECT ... FOR UPDATE), in batches.",
        )
