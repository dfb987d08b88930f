"""How each table looks on the page: its size, its rows, and its chips for parents to which no line is drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

from colonnade.design.page.layout import Box, Edge
from colonnade.design.page.measure import shortened, text_width
from colonnade.design.prose import type_text
from colonnade.schema.relations import Relation, relations, relations_of, unique_sets

ROW = 24
HEAD = 38
FOOT = 6
NAME_SIZE = 12.5
TYPE_SIZE = 11
TITLE_SIZE = 13.5
CHIP_SIZE = 11
WIDTHS = (150, 330)
"""The narrowest and the widest table."""
MOST_ROWS = 22
"""A table with more columns shows its keys and its first columns; the panel shows all."""
TYPE_ROOM = 120
"""The most that a type may take of a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn column: what the marks at its left end say, and its texts, cut to the room there is."""

    column: Column[object]
    is_key: bool
    is_reference: bool
    is_unique: bool
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Card:
    """One drawn table.

    Attributes:
        table: the table.
        title: its name, cut to the room there is.
        rows: the columns that are drawn, in the table's order.
        hidden: how many more it has.
        width: its width, without chips.
    """

    table: Table
    title: str
    rows: tuple[Row, ...]
    hidden: int
    width: float

    @property
    def height(self) -> float:
        return HEAD + ROW * (len(self.rows) + bool(self.hidden)) + FOOT

    def middle(self, column: Column[object]) -> float:
        """The y of the middle of a column's row, from the top of the card; of a hidden column, the last row's."""
        drawn = [row.column for row in self.rows]
        place = drawn.index(column) if column in drawn else len(drawn)
        return HEAD + ROW * place + ROW / 2


def cards(metadata: MetaData) -> dict[str, Card]:
    """A card for every table, by the table's key."""
    return {table.key: card(table) for table in metadata.tables.values()}


def card(table: Table) -> Card:
    """How one table looks."""
    chosen = _chosen(table)
    unique = {name for names in unique_sets(table) if len(names) == 1 for name in names}
    types = [shortened(type_text(c), TYPE_SIZE, TYPE_ROOM) for c in chosen]
    texts = [_row_width(c, kind) for c, kind in zip(chosen, types, strict=True)]
    wanted = max([text_width(table.key, TITLE_SIZE) * 1.06 + 32, *texts])
    width = float(round(min(max(WIDTHS[0], wanted), WIDTHS[1])))
    rows = tuple(
        Row(
            column=c,
            is_key=c.primary_key,
            is_reference=bool(c.foreign_keys),
            is_unique=c.name in unique and not c.primary_key,
            name=shortened(c.name, NAME_SIZE, width - 64 - text_width(kind, TYPE_SIZE)),
            type=kind,
        )
        for c, kind in zip(chosen, types, strict=True)
    )
    title = shortened(table.key, TITLE_SIZE * 1.06, width - 28)
    return Card(table, title, rows, len(table.columns) - len(rows), width)


def chip_width(parent: Table) -> float:
    """How wide the chip is that stands for a parent."""
    return text_width(chip_text(parent), CHIP_SIZE) + 24


def chip_text(parent: Table) -> str:
    """What the chip says."""
    return shortened(parent.name, CHIP_SIZE, 130)


CHIP_DISTANCE = 30
"""How far from the table's side a chip ends; the crow's foot is drawn there."""


def boxes(
    shown: Sequence[Card], metadata: MetaData, drawn: Collection[int]
) -> tuple[list[Box], list[Edge]]:
    """What to lay out: the cards with the room that their chips need, and the lines between them.

    Args:
        shown: the cards that are part of the picture.
        metadata: the schema.
        drawn: the numbers of the relations (in the order of `relations`) that are lines; the others are chips.
    """
    by_key = {one.table.key: one for one in shown}
    room = dict.fromkeys(by_key, 0.0)
    edges = []
    for number, relation in enumerate(relations(metadata)):
        child = by_key.get(relation.child.key)
        if child is None:
            continue
        if number in drawn:
            edges.append(_edge(number, relation, child, by_key[relation.parent.key]))
        else:
            wide = chip_width(relation.parent) + CHIP_DISTANCE
            room[relation.child.key] = max(room[relation.child.key], wide)
    laid = [Box(key, one.width, one.height, room[key]) for key, one in by_key.items()]
    return laid, edges


def anchor(relation: Relation) -> int:
    """Which pair of columns the line joins: of a composite key, the first that no other foreign key uses."""
    taken = {
        column
        for other in relations_of(relation.child)
        if other.columns != relation.columns
        for column in other.columns
    }
    free = [n for n, column in enumerate(relation.columns) if column not in taken]
    return (free or [0])[0]


def _edge(number: int, relation: Relation, child: Card, parent: Card) -> Edge:
    pair = anchor(relation)
    return Edge(
        number=number,
        parent=relation.parent.key,
        child=relation.child.key,
        parent_y=parent.middle(relation.targets[pair]),
        child_y=child.middle(relation.columns[pair]),
    )


def _row_width(column: Column[object], kind: str) -> float:
    return 38 + text_width(column.name, NAME_SIZE) + 20 + text_width(kind, TYPE_SIZE) + 14


def _chosen(table: Table) -> list[Column[object]]:
    """The columns to draw: all, or of a wide table its keys and then its first ones."""
    columns = list(table.columns)
    if len(columns) <= MOST_ROWS:
        return columns
    keys = [c for c in columns if c.primary_key or c.foreign_keys]
    rest = [c for c in columns if c not in keys]
    chosen = {c.name for c in (keys + rest)[: max(MOST_ROWS - 1, len(keys))]}
    return [c for c in columns if c.name in chosen]
