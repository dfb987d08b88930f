"""Filters of a query string: which there are, and what their texts mean.

The rule here: only what a response shows can be filtered or sorted by, so that nobody guesses a secret bit by bit.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    NaiveDatetime,
    TypeAdapter,
    ValidationError,
)
from sqlalchemy import Column, inspect
from sqlalchemy.orm import RelationshipProperty
from sqlmodel import SQLModel

from colonnade.data.queries.filters import allowed
from colonnade.errors import InvalidQuery

_ALIKE = ("eq", "ne", "in", "not_in")
_ORDERED = (*_ALIKE, "lt", "lte", "gt", "gte")
_MOMENTS: tuple[type, ...] = (datetime, AwareDatetime, NaiveDatetime)
_OPERATORS_OF: dict[type, tuple[str, ...]] = {
    bool: ("eq",),
    str: (*_ALIKE, "contains", "starts_with", "ends_with"),
    UUID: _ALIKE,
    **dict.fromkeys((int, float, Decimal, date, time, timedelta, *_MOMENTS), _ORDERED),
}

MEANING = {
    "eq": "equal",
    "ne": "not equal; rows without a value are among them",
    "in": "one of several values, separated by commas",
    "not_in": "none of several values, separated by commas; rows without a value are among them",
    "lt": "less",
    "lte": "less or equal",
    "gt": "greater",
    "gte": "greater or equal",
    "contains": "the text anywhere within, in upper or lower case",
    "starts_with": "the text at the beginning, in upper or lower case",
    "ends_with": "the text at the end, in upper or lower case",
    "is_null": "true: without a value; false: with one",
}


def _without_nul(value: str) -> str:
    if "\0" in value:  # PostgreSQL refuses it in any text
        raise ValueError("a text cannot hold the character NUL")
    return value


def _with_plus(value: Any) -> Any:
    # A + that nobody escaped arrives as a space: 2026-01-01T00:00:00 02:00.
    return re.sub(r" (?=\d\d:?\d\d$)", "+", value) if isinstance(value, str) else value


def _aware(value: datetime) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment is out of range in UTC") from None


_READ_AS: dict[type, Any] = {
    str: Annotated[str, AfterValidator(_without_nul)],
    # SQLite and asyncpg fail over a number that no column can hold.
    int: Annotated[int, Field(ge=-(2**63), le=2**63 - 1)],
    float: Annotated[float, Field(allow_inf_nan=False)],
    **dict.fromkeys(
        (datetime, AwareDatetime),
        Annotated[datetime, BeforeValidator(_with_plus), AfterValidator(_aware)],
    ),
}
_BOOLEAN: TypeAdapter[bool] = TypeAdapter(bool)


@dataclass(frozen=True)
class Filter:
    """A field that a list can be filtered by.

    Attributes:
        name: the field's name.
        kind: the Python type of its values.
        nullable: whether a row may be without a value.
        related: whether it is a relationship, filtered by the keys of related rows.
    """

    name: str
    kind: type
    nullable: bool
    related: bool = False

    @property
    def sortable(self) -> bool:
        """Whether its values have an order."""
        return bool(_operators(self.kind)) and not self.related

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that make sense for its type."""
        if self.related:
            return ("in", "not_in", "is_null")
        return (*_operators(self.kind), *(("is_null",) if self.nullable else ()))

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Reads one value."""
        return TypeAdapter(_READ_AS.get(self.kind, self.kind))

    def value(self, parameter: str, operator: str, texts: list[str]) -> Any:
        """What one parameter of a query string says.

        Args:
            parameter: its name, for the error.
            operator: one of `operators`.
            texts: its values; several where the parameter was given several times.

        Raises:
            InvalidQuery: a value is not of the field's type, or one too many.
        """
        if operator in {"in", "not_in"}:
            parts = [part for text in texts for part in text.split(",")]
            return [_read(self.adapter, parameter, part) for part in parts]
        adapter = _BOOLEAN if operator == "is_null" else self.adapter
        return _read(adapter, parameter, single(parameter, texts))

    def schema(self, operator: str) -> dict[str, Any]:
        """The JSON schema of a parameter, for the OpenAPI document."""
        if operator == "is_null":
            return {"type": "boolean"}
        if operator in {"in", "not_in"}:
            return {"type": "string"}
        schema = self.adapter.json_schema()
        return {key: value for key, value in schema.items() if key not in {"title", "description"}}


def filters_of(model: type[SQLModel], public: type[BaseModel]) -> list[Filter]:
    """The columns of a model that a response shows, and its relationships by the keys of related rows."""
    columns = [_filter(model, name) for name in allowed(model) if name in public.model_fields]
    return columns + [
        _related(relationship)
        for relationship in inspect(model).relationships
        if relationship.key in public.model_fields and len(relationship.mapper.primary_key) == 1
    ]


def single(parameter: str, texts: list[str]) -> str:
    """The only value of a parameter.

    Raises:
        InvalidQuery: it was given several times.
    """
    if len(texts) > 1:
        raise InvalidQuery(f"{parameter} is given {len(texts)} times.", parameter)
    return texts[0]


def _filter(model: type[SQLModel], name: str) -> Filter:
    column = inspect(model).column_attrs[name].columns[0]
    return Filter(name, _kind(model.model_fields[name].annotation, column), bool(column.nullable))


def _related(relationship: RelationshipProperty[Any]) -> Filter:
    mapper = relationship.mapper
    key = mapper.get_property_by_column(mapper.primary_key[0]).key
    kind = _filter(mapper.class_, key).kind
    return Filter(relationship.key, kind, nullable=True, related=True)


def _kind(annotation: Any, column: Column[Any]) -> type:
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else [annotation]
    kinds = [kind for kind in members if kind is not type(None)]
    if len(kinds) == 1 and isinstance(kinds[0], type) and _operators(kinds[0]):
        return kinds[0]
    try:
        # The annotation may say more than the column holds: an EmailStr is text.
        return column.type.python_type
    except NotImplementedError:
        return object


def _operators(kind: type) -> tuple[str, ...]:
    if issubclass(kind, Enum):
        return _ALIKE
    return _OPERATORS_OF.get(kind, ())


def _read(adapter: TypeAdapter[Any], parameter: str, text: str) -> Any:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        reason = error.errors(include_input=False, include_url=False)[0]["msg"]
        raise InvalidQuery(f"{parameter}: {reason}.", parameter) from None
