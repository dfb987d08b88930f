"""An index that was tried makes the recorded workload measurably faster.

It was built in a scratch copy of the database and left out again: the workload missed it. The message says what it saves,
how large it is and how many of the recorded writes must keep it up to date. Declare it in the model, and
`colonnade migrate create` writes the revision.
"""

from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.advice.declare import declaration
from colonnade.profile.advice.proof import Advised
from colonnade.profile.observed import Observed, finding, site_of

CODE = "COLP201"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each advised index, at the line that sends the statement that it helps most."""
    for one in observed.advice.indexes if observed.advice else ():
        first = max(one.queries, key=lambda query: query.calls)
        yield finding(
            CODE,
            site_of(first.executions[0]),
            _message(one),
            f"Add to __table_args__ of the model of {one.candidate.table}: {declaration(one.candidate)}, "
            "and run colonnade migrate create.",
        )


def _message(one: Advised) -> str:
    columns = ", ".join(name + (" DESC" if down else "") for name, down in one.candidate.columns)
    where = f" WHERE {one.candidate.where}" if one.candidate.where else ""
    writes = f"{one.writes} of the recorded writes keep it up to date"
    hot = (
        f", {one.updates} of them updates that PostgreSQL could else do in place"
        if one.updates and one.queries[0].statement.dialect == "postgresql"
        else ""
    )
    return (
        f"An index on {one.candidate.table} ({columns}){where} saves {one.saved * 1000:,.1f} ms of the recorded "
        f"reads; it takes {one.size}, and {writes}{hot}."
    )
