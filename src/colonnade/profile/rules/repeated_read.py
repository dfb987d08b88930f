"""The same statement with the same values is sent again and again.

What it answers could be kept for the length of the request. `Session.get` does so for rows by their key.
"""

from collections.abc import Iterator

from colonnade.findings import Finding, Severity
from colonnade.profile.observed import LOOP, Observed, finding, site_of

CODE = "COLP104"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that asks the same several times within one request, test or run."""
    reads = (
        one
        for one in observed.record.executions
        if one.statement.kind == "select" and one.sites and not one.lazy and one.scope
    )
    reported = set()
    for group in observed.grouped(reads, "statement", "parameters").values():
        first = group[0]
        if len(group) >= LOOP and (first.statement, site_of(first)) not in reported:
            reported.add((first.statement, site_of(first)))
            yield finding(
                CODE,
                site_of(first),
                f"The same question is asked {len(group)} times, with the same values.",
                "Ask once, and keep the answer for the length of the request.",
                Severity.ADVICE,
            )
