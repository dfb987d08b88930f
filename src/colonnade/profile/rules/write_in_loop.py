"""Rows are written one by one, each with a statement of its own.

A loop that flushes or commits for each row is six to fifty times as slow as one statement for many: collect them and
`session.add_all(rows)` before one commit, or `Crud.create_many(rows)`; change many with one `update(...).where(...)`.

What one flush writes counts as one, also where the database cannot take its rows at once.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import LOOP, Observed, finding, site_of

CODE = "COLP105"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that writes in a loop."""
    writes = (
        one
        for one in observed.record.executions
        if one.statement.kind in {"insert", "update", "delete"} and one.sites
    )
    reported = set()
    for group in observed.grouped(writes, "statement").values():
        first = group[0]
        flushes = {one.flush for one in group if one.flush}
        count = len(flushes) + sum(not one.flush for one in group)
        if count >= LOOP and (first.statement.kind, site_of(first)) not in reported:
            reported.add((first.statement.kind, site_of(first)))
            yield finding(
                CODE,
                site_of(first),
                f"{count} statements {first.statement.kind} rows one by one, in a loop.",
                "Write many rows at once: session.add_all(rows) before one commit, Crud.create_many(rows), "
                "or one statement with a condition.",
            )
