"""The timeline: where each statement and each call that was held up is drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from colonnade.migrate.rehearsal.load.seen import Took
from colonnade.migrate.rehearsal.result import Rehearsal, Statement

WIDTH = 1000.0
LEFT, RIGHT = 96.0, 990.0
LANE = 26.0
TOP = 30.0
"""In pixels: the picture, where its moments begin and end, a lane, and what is above the first."""

STATEMENTS = "migration"
LANES = (STATEMENTS, "old reads", "old writes", "new reads", "new writes")


@dataclass(frozen=True)
class Bar:
    """One thing that took time, or failed.

    Attributes:
        kind: its class: `statement`, `tail`, `slow` or `failed`.
        lane: the lane that it is in.
        x: its left end, in pixels.
        width: its width, in pixels.
        says: what it is.
        statement: the number of the statement that it is; -1 for none.
    """

    kind: str
    lane: int
    x: float
    width: float
    says: str
    statement: int = -1


@dataclass(frozen=True)
class Scale:
    """From seconds to pixels."""

    seconds: float

    def x(self, moment: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * moment / self.seconds, 1)

    def width(self, began: float, ended: float) -> float:
        return round(max(1.5, self.x(ended) - self.x(began)), 1)

    def ticks(self) -> list[float]:
        """Moments to write below the picture: between four and ten round ones."""
        steps = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600)
        step = next((one for one in steps if self.seconds / one <= 10), 7200)
        return [round(step * n, 1) for n in range(int(self.seconds / step) + 1)]


def bars(rehearsal: Rehearsal, scale: Scale) -> list[Bar]:
    """All bars, those behind others first."""
    found = [bar for n, one in enumerate(rehearsal.statements) for bar in _statement(one, n, scale)]
    for place, name in enumerate(LANES[1:], 1):
        version, kind = name.split()
        calls = [c for v, c in rehearsal.slow if v == version and f"{c.kind}s" == kind]
        found += _slow([c for c in calls if not c.error], place, scale)
        found += _failed([c for c in calls if c.error], place, scale)
    return found


def _statement(one: Statement, number: int, scale: Scale) -> Iterator[Bar]:
    says = f"{one.ended - one.began:.2f} s: {one.sql}"
    yield Bar("tail", 0, scale.x(one.began), scale.width(one.began, one.until), says, number)
    yield Bar("statement", 0, scale.x(one.began), scale.width(one.began, one.ended), says, number)


def _slow(calls: list[Took], lane: int, scale: Scale) -> Iterator[Bar]:
    """One bar for calls that were held up at the same time."""
    for some in _together(sorted(calls, key=lambda call: call.began)):
        began, ended = some[0].began, max(call.ended for call in some)
        longest = max(some, key=lambda call: call.seconds)
        says = f"{len(some)} held up, the longest {longest.seconds:.2f} s: {longest.operation}"
        yield Bar("slow", lane, scale.x(began), scale.width(began, ended), says)


def _together(calls: list[Took]) -> Iterator[list[Took]]:
    some: list[Took] = []
    for call in calls:
        if some and call.began > max(one.ended for one in some):
            yield some
            some = []
        some.append(call)
    if some:
        yield some


def _failed(calls: Iterable[Took], lane: int, scale: Scale) -> Iterator[Bar]:
    """One mark for all calls that failed at the same pixel."""
    at: dict[int, list[Took]] = {}
    for call in calls:
        at.setdefault(int(scale.x(call.ended)), []).append(call)
    for x, some in sorted(at.items()):
        names = sorted({f"{call.operation}: {call.error}" for call in some})
        yield Bar("failed", lane, x, 1.5, f"{len(some)} failed: {', '.join(names)}")
