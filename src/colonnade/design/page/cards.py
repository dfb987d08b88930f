"""How each table looks on the page: its size and its rows."""

from dataclasses import dataclass

from sqlalchemy import Column, MetaData, Table

from colonnade.design.page.measure import shortened, text_width
from colonnade.design.prose import type_text
from colonnade.schema.relations import unique_sets

ROW = 24
HEAD = 38
FOOT = 6
NAME_SIZE = 12.5
TYPE_SIZE = 11
TITLE_SIZE = 13.5
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
