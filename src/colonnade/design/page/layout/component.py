"""One connected part of the diagram: its columns, its tracks, and where they come to lie."""

from collections.abc import Sequence

from colonnade.design.page.layout.heights import Columns
from colonnade.design.page.layout.shapes import Box, Edge, Placement, Point
from colonnade.design.page.layout.tracks import SPACING, Tracks, Wire


def place(
    boxes: dict[str, Box], edges: Sequence[Edge], columns: Sequence[Sequence[str]]
) -> Placement:
    """Lay out the tables of one component from the origin.

    Args:
        boxes: its tables.
        edges: the relationships between them.
        columns: the tables of each column, from left to right.
    """
    return _Component(boxes, edges, columns).placement()


class _Component:
    def __init__(
        self, boxes: dict[str, Box], edges: Sequence[Edge], columns: Sequence[Sequence[str]]
    ) -> None:
        self.boxes, self.edges = boxes, edges
        self.columns = Columns(columns, boxes, edges)
        self.tracks = Tracks(self.columns, edges)
        self.top = min(self.columns.top.values())
        self.left: list[float] = []
        self.gutter: list[float] = []
        x = 0.0
        for number, nodes in enumerate(self.columns.nodes):
            inside = [boxes[node] for node in nodes if isinstance(node, str)]
            self.left.append(x + max(box.left for box in inside))
            self.gutter.append(self.left[-1] + max(box.width for box in inside))
            x = self.gutter[-1] + self.tracks.width(number)
        self.width = x

    def placement(self) -> Placement:
        ends = [top + self.columns.height(node) for node, top in self.columns.top.items()]
        return Placement(
            positions={key: self._corner(key) for key in self.boxes},
            routes={edge.number: self._route(edge) for edge in self.edges},
            width=self.width,
            height=max(ends) - self.top,
        )

    def _corner(self, key: str) -> Point:
        return self.left[self.columns.of[key]], self.columns.top[key] - self.top

    def _route(self, edge: Edge) -> list[Point]:
        """The corners of one line, from the child's end to the parent's end."""
        hops = self.tracks.hops(edge)
        first, last = self._ends(edge)
        points = [(first, hops[0].before - self.top)]
        for hop in hops:
            if hop.wire.track is not None:
                x = self._track(hop.gutter, hop.wire)
                points += [(x, hop.before - self.top), (x, hop.after - self.top)]
        points.append((last, hops[-1].after - self.top))
        return points[::-1]

    def _ends(self, edge: Edge) -> tuple[float, float]:
        """The x of the line at the parent and at the child; a loop begins and ends on the right."""
        parent, child = self.columns.of[edge.parent], self.columns.of[edge.child]
        first, last = self._corner(edge.parent)[0], self._corner(edge.child)[0]
        if parent <= child:
            first += self.boxes[edge.parent].width
        if child <= parent:
            last += self.boxes[edge.child].width
        return first, last

    def _track(self, gutter: int, wire: Wire) -> float:
        """The x of a wire's track; the tracks stand in the middle of the room."""
        tracks = SPACING * (self.tracks.counts[gutter] - 1)
        return (
            self.gutter[gutter]
            + (self.tracks.width(gutter) - tracks) / 2
            + SPACING * (wire.track or 0)
        )
