"""A page far down a list by OFFSET: the database reads every row before it and throws it away.

At a million rows such a page takes two hundred times as long as one that goes on after the last row it has shown:
`Crud.page(..., after=cursor)`.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import Observed, finding, site_of

CODE = "COLP107"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that has skipped many rows."""
    deepest: dict[object, int] = {}
    for one in observed.record.executions:
        if one.offset >= observed.limits.offset:
            deepest[site_of(one)] = max(one.offset, deepest.get(site_of(one), 0))
    for site, offset in deepest.items():
        yield finding(
            CODE,
            site,  # type: ignore[arg-type]
            f"OFFSET skips {offset} rows, which are read and thrown away.",
            "Go on after the last row of the page before: Crud.page(..., after=cursor).",
        )
