"""What a load saw: how long each call took, what failed, and which writes were acknowledged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from colonnade.migrate.rehearsal.load.workload import Key, Kind


@dataclass(frozen=True, slots=True)
class Took:
    """One call.

    Attributes:
        began: when, by the monotonic clock, in seconds.
        seconds: how long it took.
        operation: its name.
        kind: whether it read or wrote.
        error: what the database said, by its name; empty when it went well.
    """

    began: float
    seconds: float
    operation: str
    kind: Kind
    error: str = ""

    @property
    def ended(self) -> float:
        return self.began + self.seconds


Ledger = dict[tuple[str, Key], Mapping[str, Any] | None]
"""What each row holds that was written, by table and key; None for a row that was deleted."""


@dataclass
class Seen:
    """What the threads of one version saw.

    Attributes:
        calls: every call, in no order.
        written: the acknowledged writes.
        unknown: rows of which nothing is known: a write was neither acknowledged nor refused.
    """

    calls: list[Took] = field(default_factory=list)
    written: Ledger = field(default_factory=dict)
    unknown: set[tuple[str, Key]] = field(default_factory=set)

    def add(self, other: "Seen") -> None:
        """Count what others saw as well; no two write the same row."""
        self.calls += other.calls
        self.written |= other.written
        self.unknown |= other.unknown
