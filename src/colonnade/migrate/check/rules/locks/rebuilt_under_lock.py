"""A table, an index or a materialized view is built anew while nobody can use it.

CLUSTER and VACUUM FULL write the whole table anew, REINDEX its indexes, REFRESH MATERIALIZED VIEW the result of its query; each
keeps readers out for as long as that takes, which grows with the rows.

Bad:

    def upgrade() -> None:
        op.execute("REINDEX TABLE task")

Good:

    def upgrade() -> None:
        with op.get_context().autocommit_block():
            op.execute("REINDEX TABLE CONCURRENTLY task")

Bad:

    def upgrade() -> None:
        op.execute("CLUSTER task USING task_pkey")

Good:

    def upgrade() -> None:
        # pg_repack does it beside readers and writers, outside of a revision
        pass
"""

import re
from collections.abc import Iterator

from colonnade.migrate.check.revision import Revision
from colonnade.migrate.check.rule import POSTGRESQL, Problem
from colonnade.migrate.check.statement import Statement

CODE = "COLM104"
DATABASES = POSTGRESQL
_REBUILDS = re.compile(
    r"\s*(reindex|cluster|vacuum\s*(?:\([^)]*\bfull\b[^)]*\)|full)|refresh\s+materialized\s+view)(?!.*\bconcurrently\b)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_REMEDIES = {
    "reindex": 'with op.get_context().autocommit_block(): op.execute("REINDEX ... CONCURRENTLY ...")',
    "refresh": 'op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY ..."), which needs a unique index of the view.',
}


def check(node: Statement, revision: Revision) -> Iterator[Problem]:
    """Report statements that build what was there before anew."""
    found = _REBUILDS.match(node.sql)
    if found is None or not (name := _there_before(found[2], revision)):
        return
    word = found[1].split()[0].lower()
    yield Problem(
        node.line,
        f"Nobody can use {name} while it is built anew, which takes the longer the more rows there are.",
        _REMEDIES.get(word, "Run pg_repack instead, which works beside readers and writers."),
    )


def _there_before(words: str, revision: Revision) -> str:
    tables = revision.start.tables.values()
    known = {table.name for table in tables} | {one.name for one in revision.start.others.values()}
    known |= {index.name for table in tables for index in table.indexes.values()}
    return next((word for word in re.findall(r"[\w.]+", words) if word in known), "")
