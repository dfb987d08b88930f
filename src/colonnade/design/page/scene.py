"""Everything that the page shows, measured once: cards, the lines between them, and groups."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

from colonnade.design.groups import Group, groups
from colonnade.design.page.cards import Card, cards
from colonnade.design.page.layout import Box, Edge
from colonnade.design.page.measure import shortened, text_width
from colonnade.schema.relations import Relation, relations

CHIP_SIZE = 11
CHIP_DISTANCE = 30
"""How far from the table's side a chip ends; the crow's foot is drawn there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One relation, as a line between two rows or as a chip beside the child's row.

    Attributes:
        number: its number in the schema.
        relation: the relation.
        child_y: the middle of the child's row, from the top of its card.
        parent_y: the middle of the parent's row, from the top of its card.
        chip: what the chip says.
        chip_width: how wide the chip is.
    """

    number: int
    relation: Relation
    child_y: float
    parent_y: float
    chip: str
    chip_width: float

    @property
    def room(self) -> float:
        """The room that the chip takes beside the card."""
        return self.chip_width + CHIP_DISTANCE


@dataclass(frozen=True, slots=True)
class Scene:
    """A schema as it is shown; tables and relations are known by their number in `cards` and `lines`."""

    metadata: MetaData
    cards: dict[str, Card]
    lines: list[Line]
    groups: list[Group]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each table."""
        return {key: number for number, key in enumerate(self.cards)}


def scene(metadata: MetaData) -> Scene:
    """Measure a schema."""
    drawn = cards(metadata)
    every = relations(metadata)
    uses: dict[tuple[str, str], int] = defaultdict(int)
    for relation in every:
        for column in relation.columns:
            uses[relation.child.key, column.name] += 1
    lines = []
    for number, relation in enumerate(every):
        pair = _anchor(relation, uses)
        lines.append(_line(number, relation, pair, drawn))
    return Scene(metadata, drawn, lines, groups(metadata))


def boxes(
    shown: Scene, keys: Collection[str], drawn: Collection[int]
) -> tuple[list[Box], list[Edge]]:
    """What to lay out: cards with the room that their chips need, and the lines between them.

    Args:
        shown: the schema.
        keys: the tables that are part of the picture.
        drawn: the numbers of the relations that are lines; the others are chips.
    """
    room = dict.fromkeys(keys, 0.0)
    edges = []
    for line in shown.lines:
        child, parent = line.relation.child.key, line.relation.parent.key
        if line.number in drawn:
            edges.append(Edge(line.number, parent, child, line.parent_y, line.child_y))
        elif child in room:
            room[child] = max(room[child], line.room)
    laid = [
        Box(key, card.width, card.height, room[key])
        for key, card in shown.cards.items()
        if key in room
    ]
    return laid, edges


def _anchor(
    relation: Relation, uses: dict[tuple[str, str], int]
) -> tuple[Column[object], Column[object]]:
    """The pair of columns that the line joins: of a composite key, the first that no other foreign key uses."""
    pairs = list(zip(relation.columns, relation.targets, strict=True))
    free = [pair for pair in pairs if uses[relation.child.key, pair[0].name] == 1]
    return (free or pairs)[0]


def _line(
    number: int,
    relation: Relation,
    pair: tuple[Column[object], Column[object]],
    drawn: dict[str, Card],
) -> Line:
    text = _chip(relation.parent)
    return Line(
        number=number,
        relation=relation,
        child_y=drawn[relation.child.key].middle(pair[0]),
        parent_y=drawn[relation.parent.key].middle(pair[1]),
        chip=text,
        chip_width=round(text_width(text, CHIP_SIZE) + 24, 1),
    )


def _chip(parent: Table) -> str:
    return shortened(parent.name, CHIP_SIZE, 130)
