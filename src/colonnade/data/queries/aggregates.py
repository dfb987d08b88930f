"""Counts, sums and averages as values, and the one statement that asks for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import SQLModel

from colonnade.data.queries.statements import Where
from colonnade.errors import InvalidQuery

R = TypeVar("R")


def count(*where: Where) -> ColumnElement[int]:
    """How many rows there are, or how many of them meet all conditions.

    It is `count(*)`, or `count(CASE WHEN ... THEN 1 END)`, which every database has; `FILTER (WHERE ...)` is missing
    on MariaDB.

    Args:
        where: conditions, as `Task.done == True`.
    """
    conditions: tuple[Any, ...] = where
    return func.count(case((and_(*conditions), 1))) if where else func.count()


def refuse_others(values: Mapping[str, Any]) -> None:
    """Refuse what gives no value for many rows.

    Raises:
        InvalidQuery: a value is a text or a bare column.
    """
    for name, value in values.items():
        if not isinstance(value, ColumnElement):
            raise InvalidQuery(
                f"{name} is no aggregate.", remedy="As in points=func.sum(Task.points)."
            )


def aggregating(
    model: type[SQLModel],
    values: Mapping[str, ColumnElement[Any]],
    by: Sequence[Any],
    where: Iterable[Any],
) -> Select[Any]:
    """One row of values, or one row for each group, in the order of the groups.

    Args:
        model: the table's class.
        values: aggregates by the name that they get.
        by: what the rows are grouped by.
        where: which rows count.

    Raises:
        InvalidQuery: nothing is asked for, or a group has no name.
    """
    if not values:
        raise InvalidQuery(
            "An aggregate asks for nothing.",
            remedy="Name a value: total=count(), points=func.sum(...).",
        )
    groups = [_named(group) for group in by]
    named = [value.label(name) for name, value in values.items()]
    statement = select(*groups, *named).select_from(model).where(*where)
    return statement.group_by(*by).order_by(*by) if by else statement


def _named(group: Any) -> Any:
    if not getattr(group, "key", None):
        raise InvalidQuery(
            "A group has no name.", remedy='Give it one: func.date(Task.created_at).label("day").'
        )
    return group


def shaped(row: Mapping[str, Any], into: type[R]) -> R:
    """A row of values as an instance of `into`.

    Raises:
        TypeError: its fields are others, or do not take the values.
    """
    shape: Any = into
    try:
        made: R = _adapter(shape).validate_python(row)
    except ValidationError as error:
        # Nobody sent anything wrong: the class does not fit the statement.
        mistakes = error.errors(include_input=False, include_url=False)
        raise TypeError(f"The values do not fit {into.__name__}: {mistakes}") from None
    return made


@lru_cache(maxsize=256)
def _adapter(into: Any) -> TypeAdapter[Any]:
    return TypeAdapter(into)
