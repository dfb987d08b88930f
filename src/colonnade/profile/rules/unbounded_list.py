"""A list without a limit: the table grows, and with it every answer.

Read a page: `Crud.page(...)`, or `.limit(50)`. What goes through all rows on purpose reads them as a stream, in parts:
`Crud.stream(...)`, or `yield_per`.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import Observed, finding, site_of
from colonnade.profile.recording.record import Execution

CODE = "COLP106"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that has read many rows without a limit."""
    reported = set()
    for one in observed.record.executions:
        if _is_list(one) and (one.rows or 0) >= observed.limits.rows:
            if (one.statement, site_of(one)) not in reported:
                yield finding(
                    CODE,
                    site_of(one),
                    f"A list without a limit has read {one.rows} rows.",
                    "Read a page, with .limit(...) or Crud.page(...), or all in parts with Crud.stream(...).",
                )
            reported.add((one.statement, site_of(one)))


def _is_list(one: Execution) -> bool:
    statement = one.statement
    reads = statement.kind == "select" and not statement.limited and not one.lazy
    bounded = one.streamed or " IN (" in statement.text or " BETWEEN " in statement.text
    return reads and bool(one.sites) and not bounded
