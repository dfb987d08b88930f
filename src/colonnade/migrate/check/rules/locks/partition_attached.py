"""A table becomes a partition and all its rows are looked at, while nobody can use it.

ATTACH PARTITION compares each row with the bounds, unless a validated check says already what they say. The check is added NOT VALID
and validated before.

Bad:

    def upgrade() -> None:
        op.execute("CREATE TABLE tasks (id int not null, name varchar(50)) PARTITION BY RANGE (id)")
        op.execute("ALTER TABLE tasks ATTACH PARTITION team FOR VALUES FROM (1) TO (1000000000)")

Good:

    def upgrade() -> None:
        op.create_check_constraint("ck_team_bounds", "team", "id >= 1 AND id < 1000000000", postgresql_not_valid=True)
        with op.get_context().autocommit_block():
            op.execute("ALTER TABLE team VALIDATE CONSTRAINT ck_team_bounds")
        op.execute("CREATE TABLE tasks (id int not null, name varchar(50)) PARTITION BY RANGE (id)")
        op.execute("ALTER TABLE tasks ATTACH PARTITION team FOR VALUES FROM (1) TO (1000000000)")
"""

from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.changes import TableChanged
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM114"
SEVERITY = Severity.WARNING
DATABASES = POSTGRESQL


def check(node: TableChanged, revision: Revision) -> Iterator[Problem]:
    """Report tables that become partitions without a check."""
    if node.table.partition_of or not node.after.partition_of:
        return
    if not any(one.kind == "check" and one.valid for one in node.table.constraints.values()):
        yield Problem(
            node.statement.line,
            f"Nobody can use {node.table.name} while its rows are compared with the bounds of the partition.",
            "Add a check that says what the bounds say, NOT VALID, and validate it in"
            " op.get_context().autocommit_block(); then attach.",
        )
