"""By which columns a lazy load finds its rows, read from its own statement.

A lazy load is `SELECT ... WHERE tasks.user_id = :param_1`, with whatever else the relationship says. The comparisons with
a parameter are taken out, so that the same statement can ask for many parents.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import methodcaller
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, tuple_
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping

Value = Any
"""The value of a key; a tuple where it has several columns."""

MANY = "colonnade_keys"
"""The parameter that has the keys of many parents."""


@dataclass(frozen=True)
class Keys:
    """How the rows of a relationship are told apart by their parents.

    Attributes:
        columns: the columns that are compared.
        names: the parent's attributes whose values they must have.
        parameters: the names of the parameters that have the values of one parent.
        conditions: what the rows of many parents fulfil.
        value: the key of a parent, from its loaded attributes; None when it has none or does not know it.
    """

    columns: tuple[Any, ...]
    names: tuple[str, ...]
    parameters: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    value: Callable[[Mapping[str, Any]], Value | None]

    def own(self, parameters: Mapping[str, Any]) -> Value:
        """The key of the parent whose attribute was read.

        Args:
            parameters: of its lazy load.
        """
        values = tuple([parameters[name] for name in self.parameters])
        return values if len(values) > 1 else values[0]

    def among(self, statement: Select[Any]) -> Select[Any]:
        """The statement of a lazy load, for the parents in the parameter `MANY`: the keys, then the row.

        Its options, order and load path stay as they are.
        """
        row = statement.column_descriptions[0]["expr"]
        made: Any = statement.with_only_columns(*self.columns, row)
        made._where_criteria = self.conditions  # there is no public way to take a condition out
        found: Select[Any] = made
        return found


def keys_of(
    relationship: RelationshipProperty[Any], statement: Any, parameters: Any
) -> Keys | None:
    """How a lazy load finds its rows; None when it does not do it by equal columns alone.

    Args:
        relationship: what is loaded.
        statement: the lazy load's own.
        parameters: and its parameters.
    """
    if not isinstance(statement, Select) or not isinstance(parameters, dict):
        return None
    return _read(relationship, statement.whereclause, frozenset(parameters))


@lru_cache(maxsize=1024)
def _read(
    relationship: RelationshipProperty[Any], where: Any, parameters: frozenset[str]
) -> Keys | None:
    """As `keys_of`; a relationship has the same condition each time."""
    locals_of = {remote: local for local, remote in reversed(relationship.local_remote_pairs or ())}
    found: list[tuple[Any, str, str]] = []
    rest: list[ColumnElement[bool]] = []
    for condition in _conjuncts(where):
        key = _key(condition, locals_of, parameters)
        if key is not None:
            column, local, parameter = key
            name = relationship.parent.get_property_by_column(local).key
            found.append((column, name, parameter))
        elif _has_any(condition, parameters):
            return None  # it holds for this parent alone
        else:
            rest.append(condition)
    if not found or len({parameter for _, _, parameter in found}) < len(found):
        return None
    columns, names, used = zip(*found, strict=True)
    return Keys(columns, names, used, (*rest, _among(columns)), _reader(names))


def _among(columns: tuple[Any, ...]) -> ColumnElement[bool]:
    many: BindParameter[Any] = bindparam(MANY, expanding=True)
    among = tuple_(*columns) if len(columns) > 1 else columns[0]
    condition: ColumnElement[bool] = among.in_(many)
    return condition


def _reader(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Value | None]:
    if len(names) == 1:
        return methodcaller("get", names[0])

    def read(held: Mapping[str, Any]) -> Value | None:
        values = tuple([held.get(name) for name in names])
        return None if None in values else values

    return read


def _conjuncts(clause: Any) -> Iterator[Any]:
    if isinstance(clause, Grouping):
        yield from _conjuncts(clause.element)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _conjuncts(part)
    elif clause is not None:
        yield clause


def _key(
    condition: Any, locals_of: Mapping[Any, Any], parameters: frozenset[str]
) -> tuple[Any, Any, str] | None:
    """The column, the parent's column and the parameter of `column = :parameter`."""
    if not isinstance(condition, BinaryExpression) or condition.operator is not operators.eq:
        return None
    column, bind = condition.left, condition.right
    if isinstance(column, BindParameter):
        column, bind = bind, column
    if not isinstance(bind, BindParameter) or bind.key not in parameters:
        return None
    for remote, local in locals_of.items():
        if remote is column or (
            remote.key == getattr(column, "key", None) and remote.shares_lineage(column)
        ):
            return column, local, bind.key
    return None


def _has_any(condition: Any, parameters: frozenset[str]) -> bool:
    """Whether a condition compares with a value of the parent."""
    return any(
        isinstance(part, BindParameter) and part.key in parameters
        for part in visitors.iterate(condition)
    )
