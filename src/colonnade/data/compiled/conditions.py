"""Conditions, told apart by their form and not by their values."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, true
from sqlmodel import SQLModel

from colonnade.data.queries import statements
from colonnade.data.queries.statements import Where
from colonnade.errors import InvalidQuery


@dataclass(frozen=True)
class Conditions:
    """The conditions of one execution.

    Attributes:
        where: the conditions.
        form: equal for conditions that differ in their values only; None when SQLAlchemy cannot tell.
        binds: their values, in the same order for equal forms.
    """

    where: Sequence[Where] = ()
    form: Hashable = ()
    binds: Sequence[BindParameter[Any]] = ()

    @property
    def clause(self) -> ColumnElement[bool]:
        """All of them as one."""
        said: Any = self.where
        return and_(true(), *said)


NONE = Conditions()


def conditions(where: Sequence[Where]) -> Conditions:
    """Look at the conditions of an execution.

    Args:
        where: conditions, as `Task.title == "x"`.

    Raises:
        InvalidQuery: one is no expression.
    """
    if not where:
        return NONE
    form: list[Any] = []
    binds: list[BindParameter[Any]] = []
    for condition in where:
        key = None if isinstance(condition, bool) else _cache_key(condition)
        if key is None or key.params:
            return Conditions(where, None)
        form.append(key.key)
        binds += key.bindparams
    return Conditions(where, tuple(form), binds)


def key_values(model: type[SQLModel], key: Any) -> dict[str, Any]:
    """The values of a key, as `by_key` calls them."""
    return {f"key_{i}": part for i, part in enumerate(statements.key_parts(model, key))}


def by_key(model: type[SQLModel]) -> Any:
    """The condition that a row has the key of `key_values`."""
    columns = statements.key_columns(model)
    marks = tuple(bindparam(f"key_{i}", type_=column.type) for i, column in enumerate(columns))
    return statements.by_key(model, marks)


def _cache_key(condition: Any) -> Any:
    try:
        return condition._generate_cache_key()
    except AttributeError:
        raise InvalidQuery(
            f"A condition is an expression, not a value of type {type(condition).__name__}.",
            remedy='As in Task.title == "x"; criteria(Task, {"title": "x"}) makes them of names.',
        ) from None
