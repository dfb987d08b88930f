"""Filters by name, as a query string gives them: `{"priority": "high", "due_date__gte": "2026-01-01"}`."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Enum, String, inspect
from sqlalchemy.orm import Mapper, RelationshipProperty
from sqlmodel import AutoString, SQLModel

from colonnade.data.models.sensitive import is_sensitive
from colonnade.data.types.aware import AWARE
from colonnade.errors import InvalidQuery

Condition = Callable[[Any, Any], ColumnElement[bool]]

COMPARISONS: dict[str, Condition] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
}
"""Operators that compare with one value of the field's type."""

SETS: dict[str, Condition] = {
    "in": lambda column, values: column.in_(values),
    "not_in": lambda column, values: _not_in(column, values),
}
"""Operators that take several values: a list, or text with commas."""

TEXTS: dict[str, Condition] = {
    "contains": lambda column, text: column.icontains(text, autoescape=True),
    "starts_with": lambda column, text: column.istartswith(text, autoescape=True),
    "ends_with": lambda column, text: column.iendswith(text, autoescape=True),
}
"""Operators on text, whatever its case; `%` and `_` are letters."""

NULLS: dict[str, Condition] = {
    "is_null": lambda column, yes: column.is_(None) if yes else column.is_not(None),
}
"""Operators that take true or false."""


def _not_in(column: Any, values: Any) -> ColumnElement[bool]:
    """As `ne`, among them rows without a value, of which SQL's own NOT IN says nothing."""
    others: ColumnElement[bool] = column.not_in(values)
    return others | column.is_(None) if column.expression.nullable else others


@lru_cache(maxsize=512)
def allowed(model: type[SQLModel]) -> tuple[str, ...]:
    """The fields one may filter by: the columns, except secrets."""
    mapper: Mapper[Any] = inspect(model)
    return tuple(name for name, _ in mapper.columns.items() if not is_sensitive(model, name))


def criteria(model: type[SQLModel], filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """One condition for each filter.

    Args:
        model: the table's class.
        filters: `field` or `field__operator` with its value; operators are eq, ne, lt, lte, gt, gte, in, not_in,
            contains, starts_with, ends_with and is_null. Rows without a value meet ne and not_in. Text is converted to
            the field's type. Across a relationship,
            `tags__in` takes keys of the related rows, `tags__is_null` says that there are none, and
            `tags__name__contains` is a filter of theirs: some related row meets it. Each is an EXISTS, so no row comes
            twice.

    Raises:
        InvalidQuery: a field or an operator is unknown, or a value does not fit the field.
    """
    return [_condition(model, name, value, name) for name, value in filters.items()]


def _condition(model: type[SQLModel], rest: str, value: Any, name: str) -> ColumnElement[bool]:
    """The condition of a filter, or of the rest of its name behind relationships."""
    field, _, operator = rest.partition("__")
    if field in inspect(model).relationships:
        return _related(inspect(model).relationships[field], operator, value, name)
    if field not in allowed(model):
        raise InvalidQuery(
            f"{model.__name__} cannot be filtered by {field!r}.",
            field=name,
            remedy=f"Filter by one of: {', '.join(allowed(model))}.",
        )
    column = inspect(model).attrs[field].class_attribute
    for group, adapter in _groups(model, field):
        if (operator or "eq") in group:
            listed = group is SETS and isinstance(value, str)
            converted = _converted(adapter, value.split(",") if listed else value, name)
            return group[operator or "eq"](column, converted)
    known = [key for group, _ in _groups(model, field) for key in group]
    raise InvalidQuery(
        f"There is no filter {operator!r}.", field=name, remedy=f"Use one of: {', '.join(known)}."
    )


def _related(
    relationship: RelationshipProperty[Any], rest: str, value: Any, name: str
) -> ColumnElement[bool]:
    """The condition that some related row meets the rest of the filter, or none does."""
    target: type[SQLModel] = relationship.mapper.class_
    attribute = relationship.class_attribute
    some = attribute.any if relationship.uselist else attribute.has
    if rest == "is_null":
        found: ColumnElement[bool] = some()
        return ~found if _converted(TypeAdapter(bool), value, name) else found
    if rest not in _OF_KEYS:
        met: ColumnElement[bool] = some(_condition(target, rest, value, name))
        return met
    keys = inspect(target).primary_key
    if len(keys) != 1:
        raise InvalidQuery(f"{target.__name__} has no single key to filter by.", field=name)
    key = inspect(target).get_property_by_column(keys[0]).key
    keyed = f"{key}__{_OF_KEYS[rest]}"
    among: ColumnElement[bool] = some(_condition(target, keyed, value, name))
    return ~among if rest in {"ne", "not_in"} else among


_OF_KEYS = {"": "eq", "eq": "eq", "ne": "eq", "in": "in", "not_in": "in"}
"""The operators that compare keys of related rows, and how each is asked of one row."""


@lru_cache(maxsize=2048)
def _groups(
    model: type[SQLModel], field: str
) -> tuple[tuple[dict[str, Condition], TypeAdapter[Any]], ...]:
    said = model.model_fields[field]
    annotation: Any = said.annotation
    if AWARE in said.metadata:
        annotation = Annotated[annotation, AWARE]
    type_ = inspect(model).columns[field].type
    is_text = isinstance(type_, String | AutoString) and not isinstance(type_, Enum)
    return (
        (COMPARISONS, TypeAdapter(annotation)),
        (SETS, TypeAdapter(list[annotation])),
        (TEXTS if is_text else {}, TypeAdapter(str)),
        (NULLS, TypeAdapter(bool)),
    )


def _converted(adapter: TypeAdapter[Any], value: Any, name: str) -> Any:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        reason = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise InvalidQuery(
            f"The filter {name!r} has a wrong value: {reason}.", field=name
        ) from None
