"""A layered layout of tables with lines from row to row, made of right angles. The same input gives the same picture."""

import math
from collections.abc import Mapping, Sequence

from colonnade.design.page.layout.component import place
from colonnade.design.page.layout.heights import ASPECT
from colonnade.design.page.layout.layers import GAP, layers
from colonnade.design.page.layout.pack import pack
from colonnade.design.page.layout.shapes import Box, Edge, Placement
from colonnade.design.page.layout.tracks import WIDEST

LIMITS = (0.7, 0.9, 1.1, 1.4, 1.8, 2.4)
"""The heights at which columns are split that are tried, as parts of the side of a square that holds all tables."""
MORE = (0, 250, 500, 1000, 2000, 4000)
"""How much wider than the largest part the picture may become, so that others find room beside it."""

Component = tuple[dict[str, Box], list[Edge]]
"""Tables that lines join, and these lines."""
Done = dict[tuple[tuple[str, ...], ...], Placement]
"""What came out for columns that were tried before."""

__all__ = ["Box", "Edge", "Placement", "layout"]


def layout(boxes: Sequence[Box], edges: Sequence[Edge]) -> Placement:
    """Place tables and lines: parents left of their children, no line across a table, unrelated parts side by side.

    Args:
        boxes: the tables.
        edges: the relationships to draw, between these tables only.
    """
    sizes = {box.key: box for box in boxes}
    area = sum((box.left + box.width + WIDEST) * (box.height + GAP) for box in boxes)
    if not boxes:
        return Placement()
    components = [
        (part, [edge for edge in edges if edge.child in part]) for part in _components(sizes, edges)
    ]
    done: Done = {}
    tried = [
        _packed(parts, width)
        for factor in LIMITS
        for parts in [_parts(components, math.sqrt(area) * factor, done)]
        for width in [max(part.width for part in parts) + more for more in MORE]
    ]
    return max(tried, key=_zoom)


def _zoom(picture: Placement) -> tuple[float, float]:
    """How large the picture is on a screen; of equal ones, the smaller."""
    zoom = min(ASPECT / max(picture.width, 1), 1 / max(picture.height, 1))
    return round(zoom, 6), -picture.width * picture.height


def _parts(components: Sequence[Component], limit: float, done: Done) -> list[Placement]:
    """Every component on its own, the largest first; columns are split at a height."""
    parts = []
    for boxes, edges in components:
        columns = layers(boxes, edges, limit)
        key = tuple(map(tuple, columns))
        if key not in done:
            done[key] = place(boxes, edges, columns)
        parts.append(done[key])
    return sorted(parts, key=lambda one: (-len(one.positions), -one.height, min(one.positions)))


def _packed(parts: Sequence[Placement], width: float) -> Placement:
    """The components on one plane, within a width."""
    corners = pack([(part.width, part.height) for part in parts], width)
    whole = Placement()
    for part, (x, y) in zip(parts, corners, strict=True):
        whole.take(part, x, y)
    return whole


def _components(boxes: Mapping[str, Box], edges: Sequence[Edge]) -> list[dict[str, Box]]:
    """The tables in sets that no line joins."""
    joined: dict[str, set[str]] = {key: set() for key in boxes}
    for edge in edges:
        joined[edge.parent].add(edge.child)
        joined[edge.child].add(edge.parent)
    seen: set[str] = set()
    components = []
    for start in sorted(boxes):
        if start in seen:
            continue
        reached = [start]
        seen.add(start)
        for key in reached:
            new = sorted(joined[key] - seen)
            seen.update(new)
            reached += new
        components.append({key: boxes[key] for key in sorted(reached)})
    return components
