"""A view, function or sequence that the old version of the application may use is dropped, or gives something else.

Its statements fail from this moment. A view may get more columns; one that has fewer, or columns of other types, gets a new name, and
so does a function that answers with something else.

Bad:

    def upgrade() -> None:
        op.execute("DROP VIEW teams")

Good:

    def upgrade() -> None:
        op.execute("CREATE OR REPLACE VIEW teams AS SELECT id, name, upper(name) AS title FROM team")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import ObjectChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM311"
DATABASES = SERVERS
_USED = frozenset({"view", "materialized view", "function", "procedure", "sequence"})


def check(node: ObjectChanged, revision: Revision) -> Iterator[Problem]:
    """Report what is gone at the end of the revision, or has lost something."""
    old = node.old
    if old.kind not in _USED:
        return
    now = [
        one for one in revision.end.others.values() if (one.kind, one.name) == (old.kind, old.name)
    ]
    if not now or not {*old.says} <= {*now[0].says}:
        what = "is gone" if not now else "gives something else"
        yield Problem(
            node.statement.line,
            f"The version that is running fails where it uses {old.kind} {old.name}, which {what}.",
            "Make the new one under a name of its own, and drop the old one in a later release.",
        )
