"""What the page's script knows of the schema: one JSON value."""

import json
from collections.abc import Sequence

from sqlalchemy import Column, Enum, Table

from colonnade.design.indexes import index_facts
from colonnade.design.page.cards import Card
from colonnade.design.page.scene import Line, Scene
from colonnade.design.page.views import View
from colonnade.design.prose import default_text, relation_sentence, type_text
from colonnade.reports.page import safe_json
from colonnade.schema.relations import unique_sets
from colonnade.schema.review import review_table

Value = dict[str, object]


def data(shown: Scene, views: Sequence[View]) -> str:
    """The schema as JSON that is safe inside a script element.

    Tables, relations and groups are known by their number in these lists.
    """
    number = shown.numbers
    member = {
        table.key: place for place, group in enumerate(shown.groups) for table in group.tables
    }
    value = {
        "tables": [_table(card, member[key]) for key, card in shown.cards.items()],
        "relations": [_relation(line, number) for line in shown.lines],
        "groups": [
            {"name": group.name, "tables": [number[table.key] for table in group.tables]}
            for group in shown.groups
        ],
        "views": [_view(view, number) for view in views],
    }
    return safe_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _table(card: Card, group: int) -> Value:
    table = card.table
    return {
        "name": table.key,
        "note": table.comment or "",
        "group": group,
        "width": card.width,
        "height": card.height,
        "columns": [_column(column) for column in table.columns],
        "indexes": [
            {"name": fact.name, "kind": fact.kind, "columns": list(fact.columns), "why": fact.why}
            for fact in index_facts(table)
        ],
        "findings": [finding.message for finding in review_table(table, table.metadata)],
    }


def _column(column: Column[object]) -> Value:
    kind = column.type
    return {
        "name": column.name,
        "type": type_text(column),
        "marks": _marks(column),
        "nullable": bool(column.nullable),
        "default": default_text(column),
        "note": column.comment or "",
        "values": list(kind.enums) if isinstance(kind, Enum) else [],
    }


def _marks(column: Column[object]) -> list[str]:
    table: Table = column.table
    marks = {
        "PK": column.primary_key,
        "FK": bool(column.foreign_keys),
        "UQ": not column.primary_key and frozenset({column.name}) in unique_sets(table),
    }
    return [mark for mark, is_so in marks.items() if is_so]


def _relation(line: Line, number: dict[str, int]) -> Value:
    relation = line.relation
    return {
        "child": number[relation.child.key],
        "parent": number[relation.parent.key],
        "columns": [column.name for column in relation.columns],
        "targets": [column.name for column in relation.targets],
        "childY": line.child_y,
        "parentY": line.parent_y,
        "room": line.room,
        "optional": relation.optional,
        "single": relation.single,
        "says": relation_sentence(relation),
    }


def _view(view: View, number: dict[str, int]) -> Value:
    places = view.placement.positions.items()
    return {
        "name": view.name,
        "islands": [
            [island.group, *(round(v) for v in (island.x, island.y, island.width, island.height))]
            for island in view.islands
        ],
        "at": {number[key]: [round(x, 1), round(y, 1)] for key, (x, y) in places},
        "routes": {
            relation: [[round(x, 1), round(y, 1)] for x, y in points]
            for relation, points in view.placement.routes.items()
        },
    }
