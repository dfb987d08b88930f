"""A trigger is dropped while the old version of the application relies on it.

What it did for each row, a time of change, a history, a second column, is not done any more, and nothing says so, unless the column
is required. It goes when the version that does without it runs everywhere.

Bad:

    def upgrade() -> None:
        op.execute("DROP TRIGGER touched ON visit")

Good:

    def upgrade() -> None:
        # in one transaction nobody sees the time between the two
        op.execute("DROP TRIGGER touched ON visit")
        op.execute("CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON visit FOR EACH ROW EXECUTE FUNCTION touch()")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import ObjectChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM315"
SEVERITY = Severity.WARNING
DATABASES = SERVERS


def check(node: ObjectChanged, revision: Revision) -> Iterator[Problem]:
    """Report triggers that are gone at the end of the revision, of tables that are not."""
    old, end = node.old, revision.end
    if old.kind != "trigger" or end.table(old.of) is None or node.statement.says(r"\bdetach\b"):
        return
    if not any(
        (one.kind, one.name, one.of) == ("trigger", old.name, old.of) for one in end.others.values()
    ):
        yield Problem(
            node.statement.line,
            f"What trigger {old.name} did for the rows of {old.of} is not done any more for the version that is running.",
            "Drop it in a later release than the code that relied on it.",
        )
