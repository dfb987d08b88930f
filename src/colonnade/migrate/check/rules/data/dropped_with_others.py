"""CASCADE drops more than the statement names.

Views, foreign keys and defaults that depend on the thing go with it, and no downgrade knows of them. Without CASCADE the server lists
them and refuses.

Bad:

    def upgrade() -> None:
        op.execute("ALTER TABLE team DROP COLUMN name CASCADE")  # colonnade: ignore[COLM301] since release 1.4

Good:

    def upgrade() -> None:
        op.execute("CREATE OR REPLACE VIEW teams AS SELECT id, NULL::varchar(50) AS name FROM team")
        op.execute("ALTER TABLE team DROP COLUMN name")  # colonnade: ignore[COLM301] since release 1.4
"""

from collections.abc import Iterator

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM406"
DATABASES = POSTGRESQL


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report what a CASCADE has dropped beside what it names."""
    if not node.says(r"^\s*(drop|alter)\b") or not node.says(r"\bcascade\s*;?\s*$"):
        return
    gone = [name for name in _gone(node) if not node.says(rf"\b{name.rpartition('.')[2]}\b")]
    if gone:
        yield Problem(
            node.line,
            f"CASCADE drops {', '.join(gone)} as well.",
            "Drop each of them by a statement of its own, which the downgrade takes back, and leave CASCADE out.",
        )


def _gone(node: Statement) -> Iterator[str]:
    """The names of what was there before the statement and is not any more."""
    for place, other in node.before.others.items():
        if place not in node.after.others and other.kind not in ("trigger", "policy"):
            yield other.name.partition("(")[0]
    for key, table in node.before.tables.items():
        if key not in node.after.tables:
            yield table.name
        else:
            kept = node.after.tables[key].constraints
            yield from (one.name for place, one in table.constraints.items() if place not in kept)
