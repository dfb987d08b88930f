"""An index has more than three columns.

Each column makes it larger and each write slower, and a query uses those behind the first range for little. Two narrow indexes, or a
partial one, mostly serve better; what is only read along goes behind INCLUDE. The rule has to be selected.

Bad:

    def upgrade() -> None:
        op.execute("CREATE TABLE mark (a int, b int, c int, d int)")
        op.create_index("ix_mark", "mark", ["a", "b", "c", "d"])

Good:

    def upgrade() -> None:
        op.execute("CREATE TABLE mark (a int, b int, c int, d int)")
        op.create_index("ix_mark", "mark", ["a", "b"], postgresql_include=["c", "d"])
"""

import re
from collections.abc import Iterator

from colonnade.findings import Severity
from colonnade.migrate.check.additions import new_indexes
from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem

CODE = "COLM705"
SEVERITY = Severity.ADVICE
DATABASES = POSTGRESQL
OPT_IN = True
_MOST = 3
_INSIDE = re.compile(r"\([^()]*\)")
"""The innermost brackets, whose commas part no columns."""


def check(node: Revision, revision: Revision) -> Iterator[Problem]:
    """Report indexes of more than three columns."""
    for statement, table, index in new_indexes(node):
        count = _columns(index.definition)
        if count > _MOST:
            yield Problem(
                statement.line,
                f"{index.name} of {table.name} has {count} columns.",
                "Index the columns that a query compares with, at most three; read others along with postgresql_include.",
            )


def _columns(definition: str) -> int:
    """How many columns an index has, by its definition: `CREATE INDEX ix ON mark USING btree (a, lower(b)) INCLUDE (c)`."""
    said = re.split(r" (?:INCLUDE|WHERE|WITH|NULLS NOT) ", definition)[0].partition(" USING ")[2]
    inside = said.partition("(")[2].rpartition(")")[0]
    while (shorter := _INSIDE.sub("", inside)) != inside:
        inside = shorter
    return inside.count(",") + 1
