"""The lines between the columns: which vertical track each takes in the room between two columns.

Lines to the same row of the same parent are one wire. Wires that would touch take different tracks, and the tracks are
ordered so that few lines cross.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from colonnade.design.page.layout.heights import Columns, Joint, Node
from colonnade.design.page.layout.shapes import Edge

STUB = 34
"""The room beside a table that the crow's feet need."""
SPACING = 12
"""The room between two tracks."""
WIDEST = 96
"""The least room between two columns."""

WireKey = tuple[str, float, int]


@dataclass(slots=True)
class Wire:
    """What one bundle of lines does between two columns.

    Attributes:
        lefts: the heights at which it comes from the left.
        rights: the heights at which it comes from the right.
        track: the number of its vertical track; None when it runs straight.
    """

    lefts: set[float] = field(default_factory=set)
    rights: set[float] = field(default_factory=set)
    track: int | None = None

    @property
    def top(self) -> float:
        return min(self.lefts | self.rights)

    @property
    def bottom(self) -> float:
        return max(self.lefts | self.rights)


class Hop(NamedTuple):
    """One edge crossing one gutter, from the parent's side to the child's side.

    `step` is 1 rightwards, -1 leftwards and 0 for a loop; the heights are where the edge is before and after.
    """

    gutter: int
    step: int
    wire: Wire
    before: float
    after: float


class Tracks:
    """The wires of every gutter of one component; gutter n is the room right of column n."""

    def __init__(self, columns: Columns, edges: Sequence[Edge]) -> None:
        self.columns = columns
        self.gutters: list[dict[WireKey, Wire]] = [{} for _ in columns.nodes]
        for edge in edges:
            self._add(edge)
        self.counts = [_assign(list(gutter.values())) for gutter in self.gutters]

    def width(self, gutter: int) -> float:
        """How wide the room must be; none right of the last column, unless a table refers to itself there."""
        if gutter == len(self.gutters) - 1 and not self.counts[gutter]:
            return 0
        return max(WIDEST, 2 * STUB + SPACING * (self.counts[gutter] - 1))

    def hops(self, edge: Edge) -> list[Hop]:
        """The way of an edge from gutter to gutter, from parent to child."""
        chain = self.columns.chains[edge.number]
        found = []
        for one, other in pairwise(chain):
            gutter, step = self._gutter(one, other)
            key = (edge.parent, edge.parent_y, step)
            wire = self.gutters[gutter].setdefault(key, Wire())
            before, after = self._y(one, edge, True), self._y(other, edge, False)
            found.append(Hop(gutter, step, wire, before, after))
        return found

    def _add(self, edge: Edge) -> None:
        for hop in self.hops(edge):
            (hop.wire.rights if hop.step < 0 else hop.wire.lefts).add(hop.before)
            (hop.wire.rights if hop.step > 0 else hop.wire.lefts).add(hop.after)

    def _gutter(self, one: Node, other: Node) -> tuple[int, int]:
        """The gutter between two nodes, and 1 rightwards, -1 leftwards, 0 for a loop."""
        first, last = self.columns.of[one], self.columns.of[other]
        return min(first, last), (last > first) - (last < first)

    def _y(self, node: Node, edge: Edge, leaving: bool) -> float:
        """The height of an edge at a node; a loop leaves and enters the same table at two heights."""
        if isinstance(node, Joint):
            return self.columns.top[node] + 3
        is_parent = node == edge.parent and (leaving or edge.parent != edge.child)
        return self.columns.top[node] + (edge.parent_y if is_parent else edge.child_y)


def _assign(wires: list[Wire]) -> int:
    """Give every bent wire a track; return how many tracks there are."""
    tracks: list[list[Wire]] = []
    for wire in sorted(wires, key=lambda one: (one.bottom - one.top, one.top)):
        if wire.bottom - wire.top < 0.5:
            continue
        free = next((track for track in tracks if all(_apart(wire, one) for one in track)), None)
        if free is None:
            tracks.append([wire])
        else:
            free.append(wire)
    for number, track in enumerate(_ordered(tracks)):
        for wire in track:
            wire.track = number
    return len(tracks)


def _apart(one: Wire, other: Wire) -> bool:
    return one.bottom + SPACING < other.top or other.bottom + SPACING < one.top


def _ordered(tracks: list[list[Wire]]) -> list[list[Wire]]:
    """Swap neighbours as long as that saves crossings."""
    costs = [[_crossings(one, other) for other in tracks] for one in tracks]
    order = list(range(len(tracks)))
    for _ in order:
        swapped = False
        for place in range(len(order) - 1):
            one, other = order[place], order[place + 1]
            if costs[other][one] < costs[one][other]:
                order[place], order[place + 1] = other, one
                swapped = True
        if not swapped:
            break
    return [tracks[number] for number in order]


def _crossings(left: list[Wire], right: list[Wire]) -> int:
    """What it costs to have one track left of the other: crossings, and thrice as much lines that would lie together."""
    cost = 0
    for one in left:
        for other in right:
            cost += sum(one.top < y < one.bottom for y in other.lefts)
            cost += sum(other.top < y < other.bottom for y in one.rights)
            cost += 3 * sum(abs(y - z) < 5 for y in one.rights for z in other.lefts)
    return cost
