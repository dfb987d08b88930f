"""The pictures that the page can show: the whole schema, and each of its groups."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import MetaData

from colonnade.design.groups import Group, hubs
from colonnade.design.page.cards import Card, boxes
from colonnade.design.page.layout import Placement, layout
from colonnade.design.page.layout.pack import pack
from colonnade.schema.relations import relations

MANY = 90
"""With more tables than this, lines across the whole schema would hide it: its groups are shown side by side."""
PADDING = 70
CAPTION = 110

Cards = dict[str, Card]


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


def views(metadata: MetaData, cards: Cards, groups: Sequence[Group]) -> list[View]:
    """The whole first, then the groups; a schema with one group has the whole only."""
    parts = [
        View(group.name, _picture(metadata, cards, {table.key for table in group.tables}, set()))
        for group in groups
    ]
    if len(parts) < 2:
        parts = []
    if len(cards) > MANY and parts:
        return [_map(parts, cards), *parts]
    return [View(ALL, _picture(metadata, cards, set(cards), hubs(metadata))), *parts]


ALL = "All tables"


def _picture(
    metadata: MetaData, cards: Cards, keys: Collection[str], folded: set[str]
) -> Placement:
    """Lay out some tables; parents that are folded or not in the picture become chips."""
    drawn = {
        number
        for number, relation in enumerate(relations(metadata))
        if relation.child.key in keys
        and relation.parent.key in keys
        and relation.parent.key not in folded
    }
    shown = [card for key, card in cards.items() if key in keys]
    return layout(*boxes(shown, metadata, drawn))


def _map(parts: Sequence[View], cards: Cards) -> View:
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
