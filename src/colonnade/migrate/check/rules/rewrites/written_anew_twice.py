"""A table is written anew more than once in one deployment.

Each time nobody can read or write it. Several changes in one ALTER TABLE write it once, and an index that is built before is built
again with each of them. Once is harm enough while anybody uses the table: in phases, as `colonnade migrate expand retype` writes them, it is
not written anew at all. The revisions that the database does not have yet count as one deployment.

Bad:

    def upgrade() -> None:
        op.alter_column("task", "points", type_=sa.BigInteger)  # colonnade: ignore[COLM201] the application rests
        op.alter_column("task", "team_id", type_=sa.BigInteger)  # colonnade: ignore[COLM201] the application rests

Good:

    def upgrade() -> None:
        # the first of four phases: second columns, kept equal by triggers, filled in batches, then switched to
        op.add_column("task", sa.Column("points_big", sa.BigInteger))
        op.add_column("task", sa.Column("team_id_big", sa.BigInteger))

Fine:

    def upgrade() -> None:
        # colonnade: ignore[COLM201] the application rests
        op.execute("ALTER TABLE task ALTER points TYPE bigint, ALTER team_id TYPE bigint")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import Change, IndexAdded, TableRewritten
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM208"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: TableRewritten, revision: Revision) -> Iterator[Problem]:
    """Report tables that are written anew behind a statement that has written them, or built an index of theirs."""
    name = node.table.name
    for number, change in _earlier(node, revision):
        place = f" of revision {number}" if number else ""
        if isinstance(change, TableRewritten) and change.after.name == name:
            done = f"{name} is written anew a second time; line {change.statement.line}{place} does so as well."
        elif isinstance(change, IndexAdded) and change.after.name == name:
            done = f"{change.index.name} is built again with {name}; line {change.statement.line}{place} has built it."
        else:
            continue
        yield Problem(
            node.statement.line,
            done,
            "Bring the changes together in one ALTER TABLE, and build indexes behind it; or change the columns in phases:"
            " colonnade migrate expand.",
        )
        return


def _earlier(node: TableRewritten, revision: Revision) -> Iterator[tuple[str, Change]]:
    """The changes of the deployment before a statement, the last one first, each with the number of another revision."""
    others = ((one.number, change) for one in revision.earlier for change in one.changes)
    mine = [("", change) for change in revision.changes]
    ends = [change.statement is node.statement for _, change in mine].index(True)
    for number, change in reversed([*others, *mine[:ends]]):
        if isinstance(change, Change):
            yield number, change
