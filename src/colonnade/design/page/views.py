"""The pictures that the page can show: the whole schema, and each of its groups."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from colonnade.design.groups import hubs
from colonnade.design.page.layout import Placement, layout
from colonnade.design.page.layout.pack import pack
from colonnade.design.page.scene import Scene, boxes

MANY = 90
"""With more tables than this, lines across the whole schema would hide it: its groups are shown side by side."""
PADDING = 70
CAPTION = 110


@dataclass(frozen=True, slots=True)
class Island:
    """A group within the picture of the whole: its number, and the rectangle that it takes."""

    group: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class View:
    """One picture: a name, where its tables and lines are, and the groups that are set apart in it."""

    name: str
    placement: Placement
    islands: tuple[Island, ...] = ()


def views(shown: Scene) -> list[View]:
    """The whole first, then the groups; a schema with one group has the whole only."""
    parts = [
        View(group.name, _picture(shown, {table.key for table in group.tables}, set()))
        for group in shown.groups
        if len(shown.groups) > 1
    ]
    if len(shown.cards) > MANY and parts:
        return [_map(parts), *parts]
    return [View(ALL, _picture(shown, set(shown.cards), hubs(shown.metadata))), *parts]


ALL = "All tables"


def _picture(shown: Scene, keys: Collection[str], folded: set[str]) -> Placement:
    """Lay out some tables; parents that are folded or not in the picture become chips."""
    drawn = {
        line.number
        for line in shown.lines
        if line.relation.child.key in keys
        and line.relation.parent.key in keys
        and line.relation.parent.key not in folded
    }
    return layout(*boxes(shown, keys, drawn))


def _map(parts: Sequence[View]) -> View:
    """The pictures of all groups on one plane; lines between groups are chips."""
    sizes = [
        (view.placement.width + 2 * PADDING, view.placement.height + PADDING + CAPTION)
        for view in parts
    ]
    order = sorted(range(len(parts)), key=lambda number: -sizes[number][1])
    width = math.sqrt(sum(wide * high for wide, high in sizes) * 2)
    corners = pack([sizes[number] for number in order], width)
    whole, islands = Placement(), []
    for number, (x, y) in zip(order, corners, strict=True):
        islands.append(Island(number, x, y, *sizes[number]))
        whole.take(parts[number].placement, x + PADDING, y + CAPTION)
    return View(ALL, whole, tuple(islands))
