"""By which columns a lazy load finds its rows, read from its own statement.

A lazy load is `SELECT ... WHERE tasks.user_id = :param_1`, with whatever else the relationship says. The comparisons with
a parameter are taken out, so that the same statement can ask for many parents.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, tuple_
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList, Grouping

Value = Any
"""The value of a key; a tuple where it has several columns."""


@dataclass(frozen=True)
class Keys:
    """How the rows of a relationship are told apart by their parents.

    Attributes:
        columns: the columns that are compared.
        names: the parent's attributes whose values they must have.
        parameters: the values of this parent.
        rest: the other conditions.
    """

    columns: tuple[Any, ...]
    names: tuple[str, ...]
    parameters: tuple[Any, ...]
    rest: tuple[ColumnElement[bool], ...]

    @property
    def own(self) -> Value:
        """The key of the parent whose attribute was read."""
        return self.parameters if len(self.columns) > 1 else self.parameters[0]

    def value(self, held: Mapping[str, Any]) -> Value | None:
        """The key of another parent; None when it has none or does not know it.

        Args:
            held: the loaded attributes of the parent.
        """
        if len(self.names) == 1:
            return held.get(self.names[0])
        values = tuple([held.get(name) for name in self.names])
        return None if None in values else values

    def among(self, statement: Select[Any], values: Sequence[Value]) -> Select[Any]:
        """The statement, for many parents: the keys, then the row.

        Its options, order and load path stay as they are.
        """
        (column, *others) = self.columns
        wanted = tuple_(*self.columns).in_(values) if others else column.in_(values)
        row = statement.column_descriptions[0]["expr"]
        made: Any = statement.with_only_columns(*self.columns, row)
        made._where_criteria = ()  # there is no public way to take a condition out
        result: Select[Any] = made.where(*self.rest, wanted)
        return result


def keys_of(
    relationship: RelationshipProperty[Any], statement: Any, parameters: Any
) -> Keys | None:
    """How a lazy load finds its rows; None when it does not do it by equal columns.

    Args:
        relationship: what is loaded.
        statement: the lazy load's own.
        parameters: and its parameters.
    """
    if not isinstance(statement, Select) or not isinstance(parameters, dict):
        return None
    locals_of = {remote: local for local, remote in reversed(relationship.local_remote_pairs or ())}
    found: list[tuple[Any, str, str]] = []
    rest: list[ColumnElement[bool]] = []
    for condition in _conjuncts(statement.whereclause):
        key = _key(condition, locals_of, parameters)
        if key is None:
            rest.append(condition)
        else:
            column, local, parameter = key
            name = relationship.parent.get_property_by_column(local).key
            found.append((column, name, parameter))
    if not found or len({parameter for _, _, parameter in found}) < len(found):
        return None
    columns, names, used = zip(*found, strict=True)
    return Keys(columns, names, tuple(parameters[name] for name in used), tuple(rest))


def _conjuncts(clause: Any) -> Iterator[Any]:
    if isinstance(clause, Grouping):
        yield from _conjuncts(clause.element)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _conjuncts(part)
    elif clause is not None:
        yield clause


def _key(
    condition: Any, locals_of: Mapping[Any, Any], parameters: Mapping[str, Any]
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
