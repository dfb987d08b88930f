"""How long anybody was blocked: the time in which some call took longer than it should."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from colonnade.migrate.rehearsal.load.seen import Took

SLOW = 0.1
"""Seconds: a call that takes longer was blocked."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Blocked:
    """What a stretch of time did to the calls.

    Attributes:
        seconds: in which some call was blocked.
        read: seconds that the longest read took.
        write: seconds that the longest write took.
    """

    seconds: float
    read: float
    write: float


def blocked(calls: Iterable[Took], began: float, ended: float) -> Blocked:
    """What the calls went through between two moments.

    Args:
        calls: of all threads.
        began: the first moment, by the monotonic clock.
        ended: the last moment.
    """
    there = [one for one in calls if one.began < ended and one.ended > began]
    slow = [(max(c.began, began), min(c.ended, ended)) for c in there if c.seconds > SLOW]
    return Blocked(
        seconds=union(slow),
        read=max((c.seconds for c in there if c.kind == "read"), default=0.0),
        write=max((c.seconds for c in there if c.kind == "write"), default=0.0),
    )


def by_itself(calls: Iterable[Took]) -> set[str]:
    """The operations that take long although nobody is in their way: what is slow in them is no lock."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for call in calls:
        seconds[call.operation].append(call.seconds)
    return {name for name, took in seconds.items() if median(took) > SLOW / 2}


def union(intervals: Iterable[Interval]) -> float:
    """Seconds that are in at least one interval."""
    total, until = 0.0, float("-inf")
    for began, ended in sorted(intervals):
        total += max(0.0, ended - max(began, until))
        until = max(until, ended)
    return total
