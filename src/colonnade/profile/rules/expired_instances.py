"""Instances are read again one by one, because a commit has expired them or a column is deferred.

After a commit SQLAlchemy reads every instance anew when one of its columns is asked for: a statement for each. A session
with `expire_on_commit=False` keeps what it has read, as Colonnade's sessions do; or commit after the loop. A deferred column is loaded along with `undefer(Task.notes)`.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import LOOP, Observed, finding, site_of

CODE = "COLP102"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that reads several expired instances."""
    refreshes = (one for one in observed.record.executions if one.lazy and "." not in one.lazy)
    reported = set()
    for group in observed.grouped(refreshes, "lazy").values():
        first, count = group[0], len({one.parameters for one in group})
        if count >= LOOP and (first.lazy, site_of(first)) not in reported:
            reported.add((first.lazy, site_of(first)))
            yield finding(
                CODE,
                site_of(first),
                f"{count} instances of {first.lazy} are read again one by one.",
                "Give the session expire_on_commit=False, or commit after the loop; a deferred column is loaded along "
                "with undefer(...).",
            )
