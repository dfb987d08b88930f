"""Which columns of which tables a statement filters, joins and orders by; read from its text with sqlglot."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

_PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\$\d+|\?")
_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE)

Node = Any
"""A node of sqlglot's tree, whose base class has another name from version to version."""

Ordered = tuple[str, bool]
"""A column, and whether it descends."""


@dataclass
class Access:
    """How a statement reads one table.

    Attributes:
        table: its name, with its schema where the statement says it.
        equal: columns that are compared with a value, each maybe within a function, as `lower(email)`.
        ranges: columns that are compared by order.
        joins: columns that are compared with another table's.
        fixed: conditions that are the same each time, by their column, as `deleted_at IS NULL`.
        order: columns that the rows are ordered by.
        read: every column of it that the statement names.
    """

    table: str
    equal: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    order: list[Ordered] = field(default_factory=list)
    read: set[str] = field(default_factory=set)


def accesses(text: str, dialect: str, columns: Mapping[str, Collection[str]]) -> list[Access]:
    """How a statement reads each of its tables; nothing for a text that cannot be read.

    Args:
        text: the SQL, with placeholders of any driver.
        dialect: of which database it is.
        columns: of each table, for names that stand without one.
    """
    clean = _PLACEHOLDER.sub(":p", text).replace("%%", "%")
    try:
        tree = sqlglot.parse_one(clean, dialect=_DIALECTS[dialect])
        # Of a change, the part that finds its rows.
        scopes = traverse_scope(_reading(tree))
    except SqlglotError:
        return []
    reader = _Reader(columns, _DIALECTS[dialect])
    for scope in scopes:
        reader.scope(scope)
    return [*reader.found.values()]


def _reading(tree: Node) -> Node:
    if not isinstance(tree, (exp.Update, exp.Delete)):
        return tree
    where = tree.args.get("where")
    reading = exp.select("*").from_(tree.this)
    return reading.where(where.this) if where else reading


class _Reader:
    def __init__(self, columns: Mapping[str, Collection[str]], dialect: str) -> None:
        self.found: dict[int, Access] = {}
        self._columns = columns
        self._dialect = dialect

    def scope(self, scope: Scope) -> None:
        select = scope.expression
        for column in scope.columns:
            if place := self._place(column, scope):
                place[0].read.add(place[1])
        for condition in _conjuncts(select):
            self._condition(condition, scope)
        order = select.args.get("order")
        for one in order.expressions if order else ():
            place = self._place(one.this, scope)
            if place is None:
                break
            place[0].order.append((place[1], bool(one.args.get("desc"))))

    def _condition(self, condition: Node, scope: Scope) -> None:
        if isinstance(condition, exp.EQ):
            self._equality(condition, scope)
        elif isinstance(condition, exp.In):
            if place := self._place(condition.this, scope):
                place[0].equal.append(place[1])
        elif isinstance(condition, (*_RANGES, exp.Between)):
            for side in (condition.this, condition.args.get("expression")):
                if place := self._place(_first(side), scope):
                    place[0].ranges.append(place[1])
        else:
            self._fixed(condition, scope)

    def _equality(self, condition: exp.EQ, scope: Scope) -> None:
        sides = (condition.this, condition.expression)
        places = [place for side in sides if (place := self._place(side, scope))]
        if any(_is_constant(side) for side in sides):
            self._fixed(condition, scope)
            return
        for access, name in places:
            (access.joins if len(places) == 2 else access.equal).append(name)

    def _fixed(self, condition: Node, scope: Scope) -> None:
        """A condition on one column without a placeholder, as a partial index may have it."""
        columns = [*condition.find_all(exp.Column)]
        if len(columns) != 1 or condition.find(exp.Placeholder, exp.Or, exp.Func, exp.Subquery):
            return
        if isinstance(condition, (exp.Like, exp.ILike)):
            return
        if place := self._place(columns[0], scope):
            bare = condition.copy()
            for column in [bare] if isinstance(bare, exp.Column) else bare.find_all(exp.Column):
                column.set("table", None)
            place[0].fixed[place[1]] = bare.sql(dialect=self._dialect)

    def _place(self, column: object, scope: Scope) -> tuple[Access, str] | None:
        """The table and the column of it that an expression is; None for any other expression.

        `lower(email)` counts as a column, where the database has indexes on expressions.
        """
        if isinstance(column, (exp.Lower, exp.Upper)) and self._dialect != "mysql":
            inner = self._place(column.this, scope)
            return inner and (inner[0], f"{column.key}({inner[1]})")
        if not isinstance(column, exp.Column):
            return None
        source = scope.sources.get(column.table) if column.table else self._only(column, scope)
        if isinstance(source, exp.Table):
            name = ".".join(filter(None, (source.db, source.name)))
            return self.found.setdefault(id(source), Access(name)), column.name
        if isinstance(source, Scope):
            return self._inside(column.name, source)
        return None

    def _inside(self, name: str, source: Scope) -> tuple[Access, str] | None:
        """Where a column of a derived table comes from."""
        for one in getattr(source.expression, "selects", ()):
            if one.alias_or_name == name:
                return self._place(one.unalias(), source)
        return None

    def _only(self, column: exp.Column, scope: Scope) -> object:
        known = [
            source
            for source in scope.sources.values()
            if len(scope.sources) == 1
            or (isinstance(source, exp.Table) and column.name in self._columns.get(source.name, ()))
        ]
        return known[0] if len(known) == 1 else None


def _conjuncts(select: Node) -> Iterator[Node]:
    roots = [join.args.get("on") for join in select.args.get("joins") or ()]
    where = select.args.get("where")
    for root in [where.this if where else None, *roots]:
        if root is not None:
            yield from _split(root)


def _split(condition: Node) -> Iterator[Node]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        for side in (condition.this, condition.expression):
            yield from _split(side)
    else:
        yield condition


def _first(side: object) -> object:
    """Of a row value, which is compared from left to right, the first column."""
    inner = side.unnest() if isinstance(side, exp.Paren) else side
    return inner.expressions[0] if isinstance(inner, exp.Tuple) else inner


def _is_constant(side: Node) -> bool:
    return isinstance(side, (exp.Boolean, exp.Literal, exp.Null))
