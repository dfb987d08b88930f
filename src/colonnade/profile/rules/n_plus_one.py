"""A relationship is loaded row by row: one statement for the list, and one more for each of its rows.

It happens wherever an attribute of an instance is read that was not loaded with it: in a loop, a template, a property, a
response model. Load the relationship with the list: `selectinload(Task.tags)` in its options, or `load=[Task.tags]` in
`Crud`. Sessions of Colonnade do so by themselves.
"""

from collections import defaultdict
from collections.abc import Iterator

from colonnade.findings import Finding
from colonnade.profile.observed import LOOP, Observed, finding, place, site_of
from colonnade.profile.recording.record import Execution

CODE = "COLP101"


def check(observed: Observed) -> Iterator[Finding]:
    """Report each line that loads one relationship of several instances."""
    loads: dict[object, list[Execution]] = defaultdict(list)
    for one in observed.record.executions:
        if "." in one.lazy:
            loads[(one.scope, one.lazy, site_of(one))].append(one)
    reported = set()
    for group in loads.values():
        first, parents = group[0], len({one.parameters for one in group})
        if parents >= LOOP and (first.lazy, site_of(first)) not in reported:
            reported.add((first.lazy, site_of(first)))
            yield _found(observed, first, parents)


def _found(observed: Observed, first: Execution, parents: int) -> Finding:
    origin = observed.origin(first)
    read = site_of(origin) if origin else None
    where = f" The instances were read at {place(read)}." if read else ""
    return finding(
        CODE,
        # What makes a response of instances runs no line of the application.
        site_of(first) or read,
        f"{first.lazy} is loaded row by row: {parents} statements for {parents} instances.{where}",
        f"Load it with the instances: .options(selectinload({first.lazy})), or load=[{first.lazy}] in Crud.",
    )
