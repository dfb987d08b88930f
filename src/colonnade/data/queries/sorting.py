"""Sorting by names that the model allows, always down to the key, so that the order is total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, String, UnaryExpression, cast, inspect, type_coerce
from sqlalchemy.orm import Mapper
from sqlalchemy.types import NullType, TypeEngine
from sqlmodel import SQLModel

from colonnade.data.models.sensitive import is_sensitive
from colonnade.errors import InvalidQuery

UNSORTABLE = (sa.JSON, sa.ARRAY, sa.LargeBinary)


@dataclass(frozen=True)
class Key:
    """One term of an order.

    Attributes:
        name: the field.
        expression: what is sorted by and compared.
        type: how a value of it is sent.
        descending: from high to low.
        nullable: whether NULL occurs; NULLs come last unless `nulls_first`.
        nulls_first: whether NULLs come first; so it is when a page is read backwards.
    """

    name: str
    expression: ColumnElement[Any]
    type: TypeEngine[Any]
    descending: bool
    nullable: bool
    nulls_first: bool = False

    def reversed(self) -> "Key":
        """The same term, read backwards."""
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_first)


@lru_cache(maxsize=512)
def allowed(model: type[SQLModel]) -> tuple[str, ...]:
    """The fields one may sort by: no secrets, which an order would give away, and nothing that has no order."""
    mapper: Mapper[Any] = inspect(model)
    return tuple(
        name
        for name, column in mapper.columns.items()
        if not is_sensitive(model, name) and not isinstance(column.type, UNSORTABLE)
    )


def terms(sort: str | Sequence[str]) -> tuple[str, ...]:
    """The fields of a sort, each with its `-`: `"-created_at,title"` or a list of them.

    Raises:
        InvalidQuery: it names fields in another way than as text.
    """
    if isinstance(sort, str):
        return _split(sort)
    if not isinstance(sort, Sequence) or not all(isinstance(part, str) for part in sort):
        raise InvalidQuery(
            "A sort names fields as text.",
            field="sort",
            remedy='As in sort="-created_at,title" or sort=["-created_at", "title"].',
        )
    return _stripped(sort)


@lru_cache(maxsize=512)
def _split(sort: str) -> tuple[str, ...]:
    return _stripped(sort.split(","))


def _stripped(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(term for part in parts if (term := part.strip()))


def keys(model: type[SQLModel], sort: str | Sequence[str], dialect: str) -> tuple[Key, ...]:
    """The terms of an order, the primary key appended as its last ones.

    Args:
        model: the table's class.
        sort: field names, each with `-` before it for descending: `"-created_at,title"` or a list of them.
        dialect: the database's name; each compares in its own way.

    Raises:
        InvalidQuery: a field is unknown or not allowed; the message lists those that are.
    """
    return keys_of(model, terms(sort), dialect)


@lru_cache(maxsize=512)
def keys_of(model: type[SQLModel], sort: tuple[str, ...], dialect: str) -> tuple[Key, ...]:
    """As `keys`, of what `terms` gave."""
    wanted: dict[str, bool] = {}
    for term in sort:
        name = term.lstrip("+-")
        if name not in allowed(model):
            raise InvalidQuery(
                f"{model.__name__} cannot be sorted by {name!r}.",
                field="sort",
                remedy=f"Sort by one of: {', '.join(allowed(model))}.",
            )
        wanted.setdefault(name, term.startswith("-"))
    last = next(reversed(wanted.values()), False)
    mapper: Mapper[Any] = inspect(model)
    for column in mapper.primary_key:
        wanted.setdefault(mapper.get_property_by_column(column).key, last)
    return tuple(_key(mapper, name, desc, dialect) for name, desc in wanted.items())


def _key(mapper: Mapper[Any], name: str, descending: bool, dialect: str) -> Key:
    column = mapper.columns[name]
    expression: ColumnElement[Any] = mapper.attrs[name].class_attribute.expression
    if dialect == "sqlite":
        # Compared as it is stored. A timestamp that SQLite's own now() wrote has no fraction of a second, so the
        # text that SQLAlchemy makes of the loaded value would be another one.
        expression = type_coerce(expression, NullType())
    elif isinstance(column.type, sa.Enum) and dialect in {"mysql", "mariadb"}:
        expression = cast(
            expression, String
        )  # sorted by position, compared as text; so both as text
    return Key(name, expression, expression.type, descending, bool(column.nullable))


def ordering(terms: Sequence[Key], dialect: str) -> list[ColumnElement[Any]]:
    """The ORDER BY, with the place of NULLs said, because databases differ."""
    result: list[ColumnElement[Any]] = []
    for key in terms:
        term: UnaryExpression[Any] = (
            key.expression.desc() if key.descending else key.expression.asc()
        )
        if key.nullable and dialect in {"mysql", "mariadb"}:  # has no NULLS LAST
            is_null = key.expression.is_(None)
            result.append(is_null.desc() if key.nulls_first else is_null.asc())
        elif key.nullable:
            term = term.nulls_first() if key.nulls_first else term.nulls_last()
        result.append(term)
    return result
