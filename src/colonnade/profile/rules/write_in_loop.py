"""Rows are written one by one, each with a statement of its own.

A loop that flushes or commits for each row is six to fifty times as slow as one statement for many: collect them and
`session.add_all(rows)` before one commit, or `Crud.create_many(rows)`; change many with one `update(...).where(...)`.

What one flush writes counts as one, also where the database cannot take its rows at once. Ten rows at once are a part of many,
and what changes the rows of a range after those of another is no loop.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from colonnade.findings import Finding
from colonnade.profile.observed import LOOP, Observed, finding, site_of
from colonnade.profile.recording.record import Execution

CODE = "COLP105"

PART = 10
"""So many rows at once are a part of many."""


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that writes in a loop."""
    writes = (
        one
        for one in observed.record.executions
        if one.statement.kind in {"insert", "update", "delete"} and one.sites
    )
    reported = set()
    for group in observed.grouped(writes, "statement").values():
        first, count = group[0], _times(group)
        if count >= LOOP and (first.statement.kind, site_of(first)) not in reported:
            reported.add((first.statement.kind, site_of(first)))
            yield finding(
                CODE,
                site_of(first),
                f"{count} statements {first.statement.kind} rows one by one, in a loop.",
                "Write many rows at once: session.add_all(rows) before one commit, Crud.create_many(rows), "
                "or one statement with a condition.",
            )


def _times(group: Sequence[Execution]) -> int:
    """How often one statement has written a few rows, and others each time."""
    by_hand = [one for one in group if not one.flush]
    flushed: dict[int, int] = defaultdict(int)
    for one in group:
        if one.flush:
            flushed[one.flush] += _rows(one)
    few = sum(rows < PART for rows in flushed.values())
    if group[0].statement.kind == "insert":
        return few + sum(_rows(one) < PART for one in by_hand)
    return few + len({one.keys for one in by_hand})


def _rows(one: Execution) -> int:
    return 1 if one.rows is None else one.rows
