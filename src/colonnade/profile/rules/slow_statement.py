"""A statement takes long.

`explain(statement, session)` shows its plan with the costly step marked, and `--advise` tries indexes for it.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import Observed, finding, site_of

CODE = "COLP108"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each statement that takes long on average, at the line that sends it most often."""
    for executions in observed.record.calls().values():
        if executions[0].statement.kind in {"insert", "other"}:
            continue  # many rows at once, or a change of tables
        mean = sum(one.seconds for one in executions) / len(executions)
        if mean >= observed.limits.seconds:
            yield finding(
                CODE,
                site_of(executions[0]),
                f"A statement takes {mean * 1000:,.0f} ms on average, {len(executions)} times.",
                "Look at its plan with explain(), or let --advise try indexes for it.",
            )
