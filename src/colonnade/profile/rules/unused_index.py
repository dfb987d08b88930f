"""No recorded statement uses this index, and every write keeps it up to date.

What was recorded is not all that ever runs: a monthly report may want it. Drop it when nobody does.
"""

from collections.abc import Iterator

from colonnade.findings import Finding, Severity
from colonnade.profile.observed import Observed, finding

CODE = "COLP202"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each index that no plan has named, at the line that declares it."""
    declared = {(one.table, one.name): one.site for one in observed.record.indexes}
    for table, name in observed.advice.unused if observed.advice else ():
        yield finding(
            CODE,
            declared.get((table, name)),
            f"No recorded statement uses the index {name} of {table}.",
            "Drop it, unless something that was not recorded needs it.",
            Severity.ADVICE,
        )
