"""What the rules look at: the record, the advice where it was asked for, and what counts as much."""

import os
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from colonnade.data.watch.sites import Site
from colonnade.findings import Finding, Place, Severity
from colonnade.profile.recording.record import Execution, Record

if TYPE_CHECKING:
    from colonnade.profile.advice.advise import Advice

LOOP = 3
"""How often the same must happen within one request, test or run to count as a loop."""


@dataclass(frozen=True)
class Limits:
    """What counts as much.

    Attributes:
        rows: so many rows of a list without a limit.
        offset: so many rows that are skipped.
        seconds: so long a statement, as a mean.
    """

    rows: int = 500
    offset: int = 1_000
    seconds: float = 0.1


@dataclass(frozen=True)
class Observed:
    """What was recorded, and what trying indexes has shown."""

    record: Record
    advice: "Advice | None" = None
    limits: Limits = field(default_factory=Limits)

    def grouped(
        self, executions: Iterable[Execution], *more: str
    ) -> dict[Hashable, list[Execution]]:
        """Executions that come from the same lines of the same request or test.

        Args:
            executions: those to group.
            more: attributes in which they must agree as well.
        """
        groups: dict[Hashable, list[Execution]] = defaultdict(list)
        for one in executions:
            groups[(one.scope, one.sites, *(getattr(one, name) for name in more))].append(one)
        return groups

    def origin(self, execution: Execution) -> Execution | None:
        """The statement that has read the instances whose relationship is loaded."""
        entity = execution.lazy.partition(".")[0]
        earlier = (
            one
            for one in self.record.executions
            if one.entity == entity
            and one.scope == execution.scope
            and one.start <= execution.start
        )
        return max(earlier, key=lambda one: one.start, default=None)


def finding(
    code: str, site: Site | None, message: str, remedy: str, severity: Severity = Severity.WARNING
) -> Finding:
    """A finding at a line of the application; without one, at the database."""
    return Finding(code, place(site), message, remedy, severity)


def place(site: Site | None) -> Place:
    """A line of the application as a finding names it: from the current folder where it is below it."""
    if site is None:
        return Place("database")
    path = Path(site.path)
    here = Path.cwd()
    return Place(os.path.relpath(path, here) if path.is_relative_to(here) else site.path, site.line)


def site_of(execution: Execution) -> Site | None:
    """The line that sent a statement."""
    return execution.sites[0] if execution.sites else None
