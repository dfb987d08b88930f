"""Which column of the diagram each table stands in: parents on the left of their children."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from colonnade.design.page.layout.shapes import Box, Edge

GAP = 30
"""The least room between two tables of one column."""

Graph = dict[str, set[str]]
"""For each table the tables on its right that it is joined to."""


def layers(boxes: Mapping[str, Box], edges: Sequence[Edge], limit: float) -> list[list[str]]:
    """The tables of each column, from left to right.

    Args:
        boxes: the tables of one connected component.
        edges: the relationships between them.
        limit: the height at which a column is split in two.
    """
    right = acyclic(sorted(boxes), edges)
    ranks = _settled(right, _ranked(right))
    return [
        column
        for rank in sorted(set(ranks.values()))
        for column in _split([key for key in right if ranks[key] == rank], right, boxes, limit)
    ]


def acyclic(keys: Sequence[str], edges: Sequence[Edge]) -> Graph:
    """The tables' graph from parent to child, with every edge that closes a cycle turned round."""
    children: dict[str, set[str]] = {key: set() for key in keys}
    parents: dict[str, set[str]] = {key: set() for key in keys}
    for edge in edges:
        if edge.parent != edge.child:
            children[edge.parent].add(edge.child)
            parents[edge.child].add(edge.parent)
    right: Graph = {key: set() for key in keys}
    roots = sorted(keys, key=lambda key: (len(parents[key]), -len(children[key]), key))
    for parent, child, closing in _walk(roots, children):
        if closing:
            right[child].add(parent)
        else:
            right[parent].add(child)
    return right


def _walk(roots: Sequence[str], children: Graph) -> Iterator[tuple[str, str, bool]]:
    """Every edge of a depth-first walk, and whether it leads back to a table still open."""
    still_open: set[str] = set()
    seen: set[str] = set()
    for root in roots:
        if root in seen:
            continue
        stack = [(root, iter(sorted(children[root])))]
        seen.add(root)
        still_open.add(root)
        while stack:
            key, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                still_open.discard(key)
                stack.pop()
                continue
            yield key, child, child in still_open
            if child not in seen:
                seen.add(child)
                still_open.add(child)
                stack.append((child, iter(sorted(children[child]))))


def _ranked(right: Graph) -> dict[str, int]:
    """The length of the longest way to each table, in an order that has parents first."""
    waiting = dict.fromkeys(right, 0)
    for keys in right.values():
        for key in keys:
            waiting[key] += 1
    ready = [key for key in right if not waiting[key]]
    ranks = dict.fromkeys(ready, 0)
    for key in ready:
        for child in sorted(right[key]):
            ranks[child] = max(ranks.get(child, 0), ranks[key] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return {key: ranks[key] for key in ready}


def _settled(right: Graph, ranks: dict[str, int]) -> dict[str, int]:
    """Move tables next to their children, where that shortens more lines than it lengthens."""
    parents: dict[str, int] = defaultdict(int)
    for keys in right.values():
        for key in keys:
            parents[key] += 1
    for key in reversed(list(ranks)):
        if right[key] and len(right[key]) >= parents[key]:
            ranks[key] = max(ranks[key], min(ranks[child] for child in right[key]) - 1)
    return ranks


def _split(
    keys: Sequence[str], right: Graph, boxes: Mapping[str, Box], limit: float
) -> list[list[str]]:
    """One column, or several of similar height; tables with children go into the last ones."""
    total = sum(boxes[key].height + GAP for key in keys)
    share = total / max(1, math.ceil(total / limit))
    columns: list[list[str]] = [[]]
    filled = 0.0
    for key in sorted(keys, key=lambda key: (len(right[key]), key)):
        height = boxes[key].height + GAP
        if columns[-1] and filled + height / 2 > share:
            columns.append([])
            filled = 0.0
        columns[-1].append(key)
        filled += height
    return columns
