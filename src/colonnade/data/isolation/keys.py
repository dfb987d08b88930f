"""Expressions that yield keys: which of them can only point at rows that the scope sees.

The rule here: an expression is followed to the columns that it is read from, through aliases, subqueries and CTEs. It is
accepted when each of them is the referred column of the model's own table, which is rendered as own rows, or holds such
a foreign key already, in a row that has an owner: a shared row may point at anybody's. A name that stands for two things
in one statement proves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CTE, Alias, Column, FromClause, Function, Table
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import (
    Case,
    ColumnClause,
    Grouping,
    Label,
    Null,
    _truncated_label,
)
from sqlalchemy.sql.selectable import (
    CompoundSelect,
    ScalarSelect,
    Select,
    SelectStatementGrouping,
    Subquery,
    TableClause,
)

from colonnade.data.isolation.marks import rules_of
from colonnade.data.isolation.rules import Link

_CHOOSING = frozenset({"max", "min", "coalesce", "any_value"})
"""Functions whose result is one of their arguments."""

_NEW_ROW = frozenset({"excluded", "inserted"})
"""How an upsert calls the row that it would have inserted."""


@dataclass(frozen=True)
class Goal:
    """What an expression must yield.

    Attributes:
        link: the foreign key that is written.
        position: which of its columns.
        ambiguous: the names that stand for several things in the statement.
        in_conflict: whether it stands in an upsert's SET itself, where the new row's foreign keys were looked up.
    """

    link: Link
    position: int
    ambiguous: frozenset[str]
    in_conflict: bool = False


def is_visible(value: Any, goal: Goal) -> bool:
    """Whether an SQL expression yields only keys that the scope can see."""
    if isinstance(value, Label | Grouping):
        return is_visible(value.element, goal)
    if isinstance(value, Case):
        results = [result for _, result in value.whens]
        results += [] if value.else_ is None else [value.else_]
        return all(is_visible(result, goal) for result in results)
    if isinstance(value, ScalarSelect):
        inside = replace(goal, in_conflict=False)
        return all(is_visible(one, inside) for one in selected(value.element, 0))
    if isinstance(value, Function):
        arguments = list(value.clauses)
        return value.name in _CHOOSING and all(is_visible(one, goal) for one in arguments)
    return isinstance(value, Null) or (isinstance(value, ColumnClause) and _holds(value, goal))


def selected(statement: Any, position: int) -> list[Any]:
    """What stands at a position of a SELECT or a RETURNING, in each of its parts when it is a union."""
    if isinstance(statement, SelectStatementGrouping):
        return selected(statement.element, position)
    if isinstance(statement, CompoundSelect):
        return [column for part in statement.selects for column in selected(part, position)]
    columns: list[Any] = []
    if isinstance(statement, Select):
        columns = list(statement.selected_columns)
    elif isinstance(statement, UpdateBase):
        columns = list(statement.exported_columns)
    return columns[position : position + 1] or [None]


def ambiguous_names(statement: Any) -> frozenset[str]:
    """The names in a statement that stand for several tables, aliases or CTEs; those that SQLAlchemy makes never do."""
    found: dict[str, set[Any]] = {}
    for source in _sources(statement, set()):
        name = getattr(source, "name", None)
        if isinstance(name, str) and not isinstance(name, _truncated_label):
            known = (source.schema, name) if isinstance(source, TableClause) else source._de_clone()
            found.setdefault(name.casefold(), set()).add(known)
    return frozenset(name for name, sources in found.items() if len(sources) > 1)


def _sources(element: Any, seen: set[int]) -> Iterator[FromClause]:
    """Everything that rows are read from, also what only columns show."""
    for one in visitors.iterate(element):
        source = getattr(one, "table", None) if isinstance(one, ColumnClause) else one
        if isinstance(source, FromClause) and id(source) not in seen:
            seen.add(id(source))
            yield source
            if source is not one:
                yield from _sources(source, seen)


def _holds(column: Any, goal: Goal) -> bool:
    """Whether a column of a table, alias, subquery or CTE holds such keys."""
    source = column.table
    if source is None or str(getattr(source, "name", "")).casefold() in goal.ambiguous:
        return False
    if isinstance(source, Table):
        return _is_key(column, goal) or _is_foreign_key(column, goal)
    if type(source) is Alias:
        inner = source.element.columns.get(column.key)
        new = str(source.name) in _NEW_ROW
        return inner is not None and (_is_foreign_key(inner, goal) if new else _holds(inner, goal))
    if isinstance(source, Subquery | CTE):
        place = [c.key for c in source.columns].index(column.key)
        inside = replace(goal, in_conflict=False)
        return all(is_visible(one, inside) for one in selected(source.element, place))
    return False


def _is_key(column: Column[Any], goal: Goal) -> bool:
    parent, name = goal.link.parent, goal.link.referred[goal.position]
    here = (column.table.schema, column.table.name, column.name)
    return here == (parent.schema, parent.name, name)


def _is_foreign_key(column: Column[Any], goal: Goal) -> bool:
    """Whether the models say so, of a row with an owner; a table that somebody else describes may say anything."""
    models = goal.link.parent.metadata.tables
    table: Any = models.get(column.table.fullname) if isinstance(column.table, Table) else None
    rule = None if table is None else rules_of(table.metadata).get((table.schema, table.name))
    if not goal.in_conflict and (rule is None or not rule.private):
        return False
    mine = () if table is None else [c for c in table.columns if c.name == column.name]
    return any(_is_key(key.column, goal) for c in mine for key in c.foreign_keys)
