"""An index is the beginning of another one, which answers the same questions."""

from collections.abc import Iterator

from colonnade.findings import Finding, Severity
from colonnade.profile.observed import Observed, finding
from colonnade.schema.evidence import title_of
from colonnade.schema.relations import indexes_of
from colonnade.schema.rules import redundant_index

CODE = "COLP203"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each index of the database that begins another one, at the line that declares it."""
    if observed.advice is None:
        return
    declared = {(one.table, one.name): one.site for one in observed.record.indexes}
    metadata = observed.advice.metadata
    for table in metadata.sorted_tables:
        for found in redundant_index.check(table, metadata):
            said = [one for one in indexes_of(table) if title_of(one) in found.message]
            first = min(said, key=lambda one: found.message.index(title_of(one)))
            site = declared.get((table.fullname, str(first.name)))
            yield finding(CODE, site, found.message, found.remedy, Severity.ADVICE)
