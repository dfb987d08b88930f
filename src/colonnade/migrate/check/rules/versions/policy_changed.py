"""A policy is dropped or changed while the old version of the application relies on it.

Other rows pass from this moment, or none at all, and without an error: the old version shows less, or more than it should. The new
policy is made beside the old one, and the old one goes with the last process that needs it.

Bad:

    def upgrade() -> None:
        op.execute("ALTER POLICY everyone ON team USING (id > 700)")

Good:

    def upgrade() -> None:
        op.execute("CREATE POLICY ours ON team USING (id > 700)")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ObjectChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM314"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: ObjectChanged, revision: Revision) -> Iterator[Problem]:
    """Report policies that are others, or gone, at the end of the revision."""
    old = node.old
    if old.kind == "policy" and revision.named(old.of) and old not in revision.end.others.values():
        yield Problem(
            node.statement.line,
            f"The version that is running sees other rows of {old.of}: policy {old.name} is not what it was.",
            "Make a policy of another name beside it, and drop the old one in a later release.",
        )
