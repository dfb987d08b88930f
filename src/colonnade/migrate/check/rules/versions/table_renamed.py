"""A table gets another name or schema while the old version of the application still uses the first one.

Every statement of the old version about the table fails from this moment. A view under the old name lets both versions read and
write, as long as it is a plain `SELECT *`.

Bad:

    def upgrade() -> None:
        op.rename_table("step", "part")

Good:

    def upgrade() -> None:
        # a view under the new name, for the new version; the table is renamed a release later
        op.execute("CREATE VIEW part AS SELECT * FROM step")
"""

from collections.abc import Iterator

from colonnade.migrate.check.changes import TableRenamed
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import SERVERS, Problem

CODE = "COLM303"
DATABASES = SERVERS


def check(node: TableRenamed, revision: Revision) -> Iterator[Problem]:
    """Report tables with another name, unless a view has the old one."""
    old, new = node.table.name, node.after.name
    if any(one.kind == "view" and one.name == old for one in revision.end.others.values()):
        return
    yield Problem(
        node.statement.line,
        f"The version of the application that is running fails on every statement about {old}, which is {new} now.",
        f'In the same transaction: op.execute("CREATE VIEW {old} AS SELECT * FROM {new}"); drop it in a later release.',
    )
