"""What a rehearsal has shown. All moments are seconds since the load began."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from colonnade.migrate.rehearsal.back import Back
from colonnade.migrate.rehearsal.intervals import Blocked
from colonnade.migrate.rehearsal.load.seen import Took
from colonnade.migrate.rehearsal.losses.loss import Loss


@dataclass(frozen=True)
class Statement:
    """One statement of a revision, and what it did to the application.

    Attributes:
        revision: its revision.
        path: the revision's file.
        line: the line that sent it; 0 where none is known.
        sql: the statement, without its parameters.
        began: when it began.
        ended: when it was done.
        until: when the next one began, or the revision ended: until then its locks may have been held.
        locks: the strongest lock on each table that it took, where the server tells.
        held: the locks of earlier statements, which end with the transaction.
        rewritten: the tables that it wrote anew.
        error: what the database said, by its name.
        blocked: what the calls went through.
    """

    revision: str
    path: str
    line: int
    sql: str
    began: float
    ended: float
    until: float
    locks: Mapping[str, str]
    held: Mapping[str, str]
    rewritten: list[str]
    error: str
    blocked: Blocked


@dataclass(frozen=True)
class Errors:
    """What failed in one version, by operation and error.

    Attributes:
        calls: how many calls it made.
        before: until the first revision began.
        during: while the revisions ran.
        after: when they were done.
        first: when the first call failed that the revisions are to blame for; None when none did.
    """

    calls: int
    before: Counter[str]
    during: Counter[str]
    after: Counter[str]
    first: float | None = None

    @property
    def blamed(self) -> Counter[str]:
        """What failed while the revisions ran and afterwards, and not before them."""
        failed = self.during + self.after
        return Counter({name: n for name, n in failed.items() if name not in self.before})


@dataclass(frozen=True)
class Disk:
    """Bytes that the database took; 0 where nobody may know."""

    before: int
    largest: int
    after: int


@dataclass(frozen=True)
class Span:
    """From when to when something ran."""

    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal has shown.

    Attributes:
        server: its name and version.
        revisions: each revision that ran, and when.
        paths: the file of each.
        rows: how many rows each table had.
        statements: what the revisions executed.
        migration: from the first statement to the end of the last revision.
        quiet: what the calls went through before the revisions began: what the machine itself does.
        blocked: what they went through while the revisions ran.
        old: what failed in the version that knows the tables as they were.
        new: what failed in the version that knows them as they are now.
        losses: what is not as it was.
        disk: what the database took.
        attempts: how often a revision was begun.
        error: why the migration failed; empty when it did not.
        again: why a second run failed, behind one that was stopped; empty when it did not, or none was.
        invalid: indexes that are there and not used, because a build has failed.
        back: how the way back went; None when nobody has asked.
        unfilled: tables that no rows could be made for.
        slow: the calls that took long or failed, for the timeline; the version's name with each.
    """

    server: str
    revisions: Mapping[str, Span]
    paths: Mapping[str, str]
    rows: Mapping[str, int]
    statements: list[Statement]
    migration: Span
    quiet: Blocked
    blocked: Blocked
    old: Errors
    new: Errors
    losses: list[Loss]
    disk: Disk
    attempts: int
    error: str = ""
    again: str = ""
    invalid: list[str] = field(default_factory=list)
    back: Back | None = None
    unfilled: list[str] = field(default_factory=list)
    slow: list[tuple[str, Took]] = field(default_factory=list)
    ended: float = 0.0
