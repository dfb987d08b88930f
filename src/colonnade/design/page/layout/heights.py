"""In which order the tables of a column stand, and at which height.

A line that passes a column takes a joint there, a thin place between the tables, so that no line crosses a table.
Lines to the same row of the same parent share their joints and look like the branches of one tree.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from colonnade.design.page.layout.layers import GAP
from colonnade.design.page.layout.shapes import Box, Edge

SWEEPS = 14
ASPECT = 1.7
"""Width to height of what a screen shows."""
ACROSS = 110
"""The usual room between two columns."""


class Joint(NamedTuple):
    """Where the lines to one row of a parent pass a column."""

    parent: str
    parent_y: float
    column: int


Node = str | Joint


class Pull(NamedTuple):
    """A line from a node to a neighbour, and how far below their tops it meets the neighbour and the node."""

    node: Node
    there: float
    here: float


Frame = tuple[float, float]
"""The least and the greatest height."""
ANYWHERE: Frame = (-math.inf, math.inf)


class Columns:
    """The columns of one component with their tables and joints, and the height of each.

    Attributes:
        nodes: what stands in each column, from top to bottom.
        of: the column of each node.
        top: the y of the upper end of each node.
        chains: for each edge, the nodes that it visits from parent to child.
    """

    def __init__(
        self, columns: Sequence[Sequence[str]], boxes: dict[str, Box], edges: Sequence[Edge]
    ) -> None:
        self.boxes = boxes
        self.nodes: list[list[Node]] = [list(column) for column in columns]
        self.of: dict[Node, int] = {
            key: number for number, column in enumerate(columns) for key in column
        }
        self.chains = {edge.number: self._chain(edge) for edge in edges}
        self.pulls: dict[Node, set[Pull]] = {node: set() for node in self.of}
        self._join(edges)
        self.top: dict[Node, float] = {}
        for nodes in self.nodes:
            for node, middle in zip(nodes, self._packed(nodes), strict=True):
                self.top[node] = middle - self.height(node) / 2
        self._sweep()

    def height(self, node: Node) -> float:
        return 6 if isinstance(node, Joint) else self.boxes[node].height

    def port(self, node: Node, edge: Edge) -> float:
        """The y at which an edge meets a node of its chain, from the node's top."""
        if isinstance(node, Joint):
            return 3
        return edge.parent_y if node == edge.parent else edge.child_y

    def _chain(self, edge: Edge) -> list[Node]:
        first, last = self.of[edge.parent], self.of[edge.child]
        if first == last:
            return [edge.parent, edge.child]
        step = 1 if last > first else -1
        joints = [
            Joint(edge.parent, edge.parent_y, column) for column in range(first + step, last, step)
        ]
        for joint in joints:
            if joint not in self.of:
                self.of[joint] = joint.column
                self.nodes[joint.column].append(joint)
        return [edge.parent, *joints, edge.child]

    def _join(self, edges: Sequence[Edge]) -> None:
        for edge in edges:
            chain = self.chains[edge.number]
            for one, other in pairwise(chain):
                if self.of[one] != self.of[other]:
                    here, there = self.port(one, edge), self.port(other, edge)
                    self.pulls[one].add(Pull(other, there, here))
                    self.pulls[other].add(Pull(one, here, there))

    def _sweep(self) -> None:
        """Pull every column towards its left neighbours, then its right ones; at the end to both, within the frame."""
        forth = range(len(self.nodes))
        for _ in range(SWEEPS):
            for column in forth:
                self._settle(column, {column - 1})
            for column in reversed(forth):
                self._settle(column, {column + 1})
        frame = self._frame()
        for _ in range(SWEEPS // 2):
            for column in (*forth, *reversed(forth)):
                self._settle(column, {column - 1, column + 1}, frame)

    def _frame(self) -> Frame:
        """The heights between which all must stay: as high as the tallest column, or as the whole is wide."""
        tall, wide = 0.0, 0.0
        for nodes in self.nodes:
            inside = [self.boxes[node] for node in nodes if isinstance(node, str)]
            tall = max(tall, self._packed(nodes)[-1] + self.height(nodes[-1]) / 2)
            wide += max(box.width + box.left for box in inside) + ACROSS
        room = max(tall, wide / ASPECT)
        middles = [self.top[key] + box.height / 2 for key, box in self.boxes.items()]
        middle = (min(middles) + max(middles)) / 2
        return middle - room / 2, middle + room / 2

    def _settle(self, column: int, neighbours: set[int], frame: Frame = ANYWHERE) -> None:
        """Order a column's nodes by the heights of their neighbours, and place them as near to these as can be."""
        nodes = self.nodes[column]
        near = {
            node: [pull for pull in self.pulls[node] if self.of[pull.node] in neighbours]
            or list(self.pulls[node])
            for node in nodes
        }
        order = {node: round(self._mean(node, near[node], 0)) for node in nodes}
        nodes.sort(key=lambda node: order[node])
        packed = self._packed(nodes)
        middles = [self._mean(node, near[node], 1) + self.height(node) / 2 for node in nodes]
        low = frame[0]
        high = frame[1] - packed[-1] - self.height(nodes[-1]) / 2
        places = spread(middles, packed, (low, max(low, high)))
        for node, middle in zip(nodes, places, strict=True):
            self.top[node] = middle - self.height(node) / 2

    def _mean(self, node: Node, pulls: Sequence[Pull], aligned: int) -> float:
        """The mean height of a node's neighbours where its lines meet them; aligned, the top that makes these straight."""
        if not pulls:
            return self.top[node]
        heights = sorted(self.top[pull.node] + pull.there - aligned * pull.here for pull in pulls)
        return sum(heights) / len(heights)

    def _packed(self, nodes: Sequence[Node]) -> list[float]:
        """The middles of a column's nodes when they stand as close as they may, from zero."""
        middles = []
        y = 0.0
        before: Node | None = None
        for node in nodes:
            y += _gap(before, node)
            middles.append(y + self.height(node) / 2)
            y += self.height(node)
            before = node
        return middles


def spread(
    wanted: Sequence[float], packed: Sequence[float], frame: Frame = ANYWHERE
) -> list[float]:
    """Positions that come as near as possible (least squares) to the wanted ones, in this order and without overlap.

    Args:
        wanted: where each item would like to be.
        packed: where each item is when all are packed; the differences are the least distances.
        frame: how far the items may be moved from there, at least and at most.

    What is left is to find a rising sequence near another one, which pooling neighbours that are in the wrong order
    solves exactly.
    """
    blocks: list[tuple[float, int]] = []
    for want, place in zip(wanted, packed, strict=True):
        blocks.append((want - place, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, count), (other, more) = blocks[-2], blocks[-1]
            blocks[-2:] = [((one * count + other * more) / (count + more), count + more)]
    shifts = [min(max(shift, frame[0]), frame[1]) for shift, count in blocks for _ in range(count)]
    return [shift + place for shift, place in zip(shifts, packed, strict=True)]


def _gap(before: Node | None, node: Node) -> float:
    if before is None:
        return 0
    joints = isinstance(before, Joint) + isinstance(node, Joint)
    return (GAP, GAP * 0.7, 8)[joints]
