"""The tables as SVG. The script places them and draws the lines between them."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from colonnade.design.page.cards import HEAD, ROW, Card, Row
from colonnade.design.page.measure import text_width
from colonnade.design.page.scene import Line, Scene

COLOURS = 10
"""How many colours the style sheet has for groups."""


def svg(shown: Scene) -> str:
    """Every table as a group of shapes, in the order in which a reader goes through them: group by group."""
    number = shown.numbers
    references: dict[str, list[Line]] = {key: [] for key in shown.cards}
    referring: dict[str, list[Line]] = {key: [] for key in shown.cards}
    for line in shown.lines:
        references[line.relation.child.key].append(line)
        referring[line.relation.parent.key].append(line)
    colour = {
        table.key: place % COLOURS
        for place, group in enumerate(shown.groups)
        for table in group.tables
    }
    parts = []
    for key in (table.key for group in shown.groups for table in group.tables):
        marks = f'class="table c{colour[key]}" id="t{number[key]}" data-table="{number[key]}"'
        label = escape(_label(shown.cards[key], references[key], referring[key]))
        parts.append(f'<g {marks} tabindex="0" role="button" aria-label="{label}">')
        parts += [_chip(line, colour) for line in references[key]]
        parts += _card(shown.cards[key])
        parts.append("</g>\n")
    return "".join(parts)


def _label(card: Card, references: Sequence[Line], referring: Sequence[Line]) -> str:
    """What a screen reader says of a table."""
    parents = sorted({line.relation.parent.key for line in references})
    children = sorted({line.relation.child.key for line in referring})
    count = len(card.table.columns)
    words = [f"Table {card.table.key}", f"{count} column{'s' if count != 1 else ''}"]
    if parents:
        words.append("refers to " + " and ".join(parents))
    if children:
        words.append("referred to by " + " and ".join(children))
    return ", ".join(words)


def _card(card: Card) -> Iterator[str]:
    wide, high = card.width, card.height
    yield f'<rect class="card" width="{wide:g}" height="{high:g}" rx="10"/>'
    yield (
        f'<path class="head" d="M0 {HEAD}V10Q0 0 10 0H{wide - 10:g}Q{wide:g} 0 {wide:g} 10V{HEAD}Z"/>'
        f'<path class="edge" d="M0 {HEAD}H{wide:g}"/>'
        f'<text class="title" x="14" y="24">{escape(card.title)}</text>'
    )
    if card.title != card.table.key or card.table.comment:
        note = f"{card.table.key}\n{card.table.comment or ''}".strip()
        yield f"<title>{escape(note)}</title>"
    columns = list(card.table.columns)
    for place, row in enumerate(card.rows):
        yield _row(row, columns.index(row.column), HEAD + ROW * place, wide)
    if card.hidden:
        y = HEAD + ROW * len(card.rows) + 16
        yield f'<text class="more" x="38" y="{y}">and {card.hidden} more columns</text>'
    yield _far(card)


def _row(row: Row, number: int, y: int, wide: float) -> str:
    icons = [
        name
        for name, is_so in {
            "key": row.is_key,
            "reference": row.is_reference,
            "unique": row.is_unique and not row.is_reference,
        }.items()
        if is_so
    ]
    mark = "".join(
        f'<use class="{icon}" href="#{icon}" x="{22 - 8 * len(icons) + 15 * n}" y="{y + 5}" width="14" height="14"/>'
        for n, icon in enumerate(icons)
    )
    kind = escape(row.type) + ("?" if row.column.nullable else "")
    return (
        f'<g class="row{" is-key" if row.is_key else ""}" data-column="{number}">'
        f'<rect class="band" x="1" y="{y}" width="{wide - 2:g}" height="{ROW}"/>{mark}'
        f'<text class="name" x="38" y="{y + 16}">{escape(row.name)}</text>'
        f'<text class="type" x="{wide - 12:g}" y="{y + 16}">{kind}</text></g>'
    )


def _far(card: Card) -> str:
    """The name that fills the table when it is too far away for its columns to be read."""
    words = re.split(r"(?<=[^_])_(?=[^_])|(?<=[a-z])(?=[A-Z])", card.table.name)
    longest = max(text_width(word, 1) for word in words)
    size = min((card.width - 24) / longest, (card.height - 16) / (1.2 * len(words)), 54)
    middle = card.height / 2 - size * 1.15 * (len(words) - 1) / 2
    lines = "".join(
        f'<tspan x="{card.width / 2:g}" y="{middle + size * (1.15 * n + 0.35):.1f}">{escape(word)}</tspan>'
        for n, word in enumerate(words)
    )
    return f'<text class="far" font-size="{size:.1f}">{lines}</text>'


def _chip(line: Line, colour: dict[str, int]) -> str:
    """The chip of a foreign key; the script shows it where no line is drawn to the parent."""
    parent, wide = line.relation.parent, line.chip_width
    return (
        f'<g class="chip c{colour[parent.key]}" data-relation="{line.number}" '
        f'transform="translate({-line.room:.1f} {line.child_y - 9:g})">'
        f"<title>{escape(parent.key)}</title>"
        f'<rect width="{wide:.1f}" height="18" rx="9"/><circle cx="10" cy="9" r="3.5"/>'
        f'<text x="18" y="13">{escape(line.chip)}</text></g>'
    )
