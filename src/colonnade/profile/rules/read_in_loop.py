"""The same statement reads again and again with other values, where one could read everything.

A loop that gets rows by their keys, or the children of one parent after the other, pays the way to the database each time.
Read them at once with `IN`: `Crud.get_many(keys)`, or `select(Task).where(col(Task.user_id).in_(keys))`.

A loop looks for other values each time. Pages of a list and chunks of keys look for the same, and are not reported.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import LOOP, Observed, finding, site_of
from colonnade.profile.recording.record import Execution

CODE = "COLP103"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that reads in a loop."""
    reads = (one for one in observed.record.executions if _is_single(one))
    reported = set()
    for group in observed.grouped(reads, "statement").values():
        first, count = group[0], len({one.keys for one in group})
        if count >= LOOP and (first.statement, site_of(first)) not in reported:
            reported.add((first.statement, site_of(first)))
            yield finding(
                CODE,
                site_of(first),
                f"The same statement is sent {len(group)} times with other values, by a loop.",
                "Read all rows with one statement, whose condition is column IN (...).",
            )


def _is_single(one: Execution) -> bool:
    return one.statement.kind == "select" and not one.lazy and not one.flush and bool(one.sites)
