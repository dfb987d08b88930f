"""The condition that a row comes after another one in an order.

The usual form `a < x OR (a = x AND b < y)` makes the database read from the start. Row values `(a, b) < (x, y)`, or
`a <= x AND (a < x OR b < y)` where directions are mixed, let it begin in the middle of an index.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, cast, false, literal, or_, tuple_

from colonnade.data.queries.sorting import Key


def after(terms: Sequence[Key], values: Sequence[Any], dialect: str) -> ColumnElement[bool]:
    """The rows that come after the row with these values.

    Args:
        terms: the order, ending with the primary key.
        values: the row's values, one for each term; or parameters for them.
        dialect: the database's name.
    """
    if _row_values_fit(terms, dialect):
        left = tuple_(*(key.expression for key in terms))
        right = tuple_(*(_sent(key, value) for key, value in zip(terms, values, strict=True)))
        return left < right if terms[0].descending else left > right
    *leading, (last, value) = zip(terms, values, strict=True)
    condition = _beyond(last, value)
    for key, value in reversed(leading):
        condition = _then(key, value, condition)
    return condition


def _row_values_fit(terms: Sequence[Key], dialect: str) -> bool:
    one_direction = len({key.descending for key in terms}) == 1
    # MariaDB has row values but does not begin in the middle of an index with them.
    return (
        one_direction and not any(k.nullable for k in terms) and dialect not in {"mysql", "mariadb"}
    )


def _then(key: Key, value: Any, rest: ColumnElement[bool]) -> ColumnElement[bool]:
    """Beyond this term's value, or equal in it and beyond in the rest."""
    if key.nullable:
        return or_(_beyond(key, value), and_(_same(key, value), rest))
    sent = _sent(key, value)
    at_least = key.expression <= sent if key.descending else key.expression >= sent
    return and_(at_least, or_(_beyond(key, value), rest))


def _beyond(key: Key, value: Any) -> ColumnElement[bool]:
    if value is None:
        return key.expression.is_not(None) if key.nulls_first else false()
    sent = _sent(key, value)
    condition = key.expression < sent if key.descending else key.expression > sent
    if key.nullable and not key.nulls_first:
        return or_(condition, key.expression.is_(None))
    return condition


def _same(key: Key, value: Any) -> ColumnElement[bool]:
    return key.expression.is_(None) if value is None else key.expression == _sent(key, value)


def _sent(key: Key, value: Any) -> ColumnElement[Any]:
    if isinstance(key.type, sa.Float):
        # REAL compares with a double as another number
        return cast(_parameter(key, value), key.type)
    return _parameter(key, value)


def _parameter(key: Key, value: Any) -> ColumnElement[Any]:
    if isinstance(value, ColumnElement):
        return value
    return literal(value) if isinstance(key.type, sa.types.NullType) else literal(value, key.type)
