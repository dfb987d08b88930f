"""The SQL of a document: `row_to_json` of what a schema shows, with other rows in SELECTs of their own within it."""

from typing import Any

from sqlalchemy import (
    JSON,
    Text,
    aggregate_order_by,
    cast,
    column,
    func,
    literal_column,
    select,
    values,
)

from colonnade.data.compiled.json.document import Document, Nested, is_aware
from colonnade.data.compiled.selection import follows
from colonnade.data.compiled.shape import Unfit


def text_of(document: Document, table: Any) -> Any:
    """The text of a row's document.

    Args:
        document: what is shown.
        table: the row's table, as the statement has it.
    """
    return cast(_json(document, table), Text)


def new_text_of(document: Document, table: Any) -> Any:
    """The text of the document of a row that is just being inserted, for its RETURNING.

    Nothing can be selected FROM a table of which only RETURNING has the row, so its values are named by VALUES.

    Args:
        document: what is shown.
        table: the row's table.

    Raises:
        Unfit: it shows other rows, which may be there already.
    """
    shown = {name: _new_value(field, table) for name, field in document.fields.items()}
    named = values(*(column(name, value.type) for name, value in shown.items()))
    row: Any = named.data([tuple(shown.values())]).alias("shown")
    return cast(select(func.row_to_json(row.table_valued())).scalar_subquery(), Text)


def _new_value(field: Any, table: Any) -> Any:
    if not isinstance(field, Nested):
        return _value(field, table)
    if not follows(field.nesting.relationship):
        raise Unfit
    return cast(literal_column("'[]'"), JSON)


def _json(document: Document, table: Any) -> Any:
    shown = [_value(field, table).label(name) for name, field in document.fields.items()]
    row: Any = select(*shown).correlate(table).subquery()
    return select(func.row_to_json(row.table_valued())).scalar_subquery()


def _value(field: Any, table: Any) -> Any:
    if isinstance(field, Nested):
        return _rows(field, table)
    column = table.c[field.key]
    # Whatever the time zone of the session is.
    return func.timezone(literal_column("'UTC'"), column) if is_aware(field) else column


def _rows(nested: Nested, parent: Any) -> Any:
    rows = nested.nesting.table.alias()
    between = nested.nesting.between()
    shown: Any = _json(nested.document, rows)
    if nested.nesting.many:
        order = nested.nesting.order(rows)
        every: Any = func.array_agg(aggregate_order_by(shown, *order) if order else shown)
        shown = func.coalesce(func.array_to_json(every), literal_column("'[]'"))
    statement = select(shown).select_from(*(one for one in (rows, between) if one is not None))
    statement = statement.where(nested.nesting.condition(parent, rows, between))
    return statement.correlate(parent).scalar_subquery()
