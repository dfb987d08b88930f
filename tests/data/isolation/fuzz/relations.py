"""What a random statement selects from, and the criteria on it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    and_,
    column,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from tests.data.isolation.fuzz.choice import Draw, chance, choose
from tests.data.isolation.fuzz.graphs import ALICE, BOB, Graph

FRESH = (
    *("alias", "core alias", "light alias", "subquery", "deep subquery", "cte", "nested cte"),
    *("recursive cte", "union", "entity of a subquery", "entity of a cte"),
)
"""Kinds that may stand beside another relation on the same table."""
KINDS = (*FRESH, "entity", "core", "light")


@dataclass(frozen=True)
class Relation:
    """Something to select from, with its columns by name."""

    name: str
    source: Any
    columns: dict[str, Any]

    def column(self, draw: Draw) -> Any:
        """One of its columns."""
        return self.columns[choose(draw, sorted(self.columns))]


def relation(graph: Graph, name: str, kind: str) -> Relation:
    """A table as an entity, an alias, a Core table, a lightweight one, a subquery or a CTE."""
    entity, core = graph.models[name], graph.table(name)
    names = [c.name for c in core.columns]
    light = table(core.name, *map(column, names))
    source = {
        "entity": lambda: entity,
        "alias": lambda: aliased(entity),
        "core": lambda: core,
        "core alias": core.alias,
        "light": lambda: light,
        "light alias": light.alias,
        "subquery": lambda: select(core).subquery(),
        "deep subquery": lambda: select(select(light.alias()).subquery()).subquery(),
        "cte": lambda: select(entity).cte(),
        "nested cte": lambda: select(select(core.alias()).cte()).cte(),
        "recursive cte": lambda: _walk(core),
        "union": lambda: union_all(select(core), select(core).where(core.c.a == 1)).subquery(),
        "entity of a subquery": lambda: aliased(entity, select(entity).subquery()),
        "entity of a cte": lambda: aliased(entity, select(core).cte()),
    }[kind]()
    home = source if hasattr(source, "__mapper__") or hasattr(source, "_aliased_insp") else source.c
    return Relation(core.name, source, {n: getattr(home, n) for n in names})


def _walk(core: Any) -> Any:
    """From the rows with a = 1 to those that have the same b, and so on."""
    tree = select(core).where(core.c.a == 1).cte(recursive=True)
    step = core.alias()
    return tree.union(select(step).join(tree, step.c.b == tree.c.b))


def predicates(draw: Draw, graph: Graph, where: list[Relation], depth: int = 2) -> Any:
    """A criterion on one of the relations, with correlated subqueries."""
    one = choose(draw, where)
    forms = ["compare", "null", "in"] + (
        ["and", "or", "not", "exists", "subquery", "count", "related"] * (depth > 0)
    )
    return _FORMS[choose(draw, forms)](draw, graph, where, one, depth)


def _compare(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    numbers = [c for name, c in one.columns.items() if name != "b"]
    number, other = choose(draw, numbers), choose(draw, [0, 1, ALICE, BOB, 9201])
    return choose(draw, [number == other, number < other, number >= other])


def _both(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    pair = [predicates(draw, graph, where, depth - 1) for _ in range(2)]
    return and_(*pair) if chance(draw, 2) else or_(*pair)


def _inner(draw: Draw, graph: Graph, where: list[Relation], depth: int) -> tuple[Relation, Any]:
    """Another relation, and a criterion that looks at it and at those outside."""
    kind = choose(draw, FRESH)
    inner = relation(graph, choose(draw, list(graph.kinds)), kind)
    return inner, predicates(draw, graph, [inner, *where], depth - 1)


def _exists(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    inner, criterion = _inner(draw, graph, where, depth)
    return exists(select(literal(1)).select_from(inner.source).where(criterion))


def _subquery(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    inner, criterion = _inner(draw, graph, where, depth)
    col = one.column(draw)
    within = choose(draw, [col.in_, col.not_in])
    return within(select(inner.column(draw)).where(criterion))


def _count(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    inner, criterion = _inner(draw, graph, where, depth)
    count = select(func.count()).select_from(inner.source).where(criterion).scalar_subquery()
    return count >= choose(draw, (0, 1, 2, 3))


def _related(draw: Draw, graph: Graph, where: list[Relation], one: Relation, depth: int) -> Any:
    """`any()` and `has()` of a relationship, where the relation is an entity."""
    if not hasattr(one.source, "__mapper__") and not hasattr(one.source, "_aliased_insp"):
        return _count(draw, graph, where, one, depth)
    path = choose(draw, graph.models[one.name].__mapper__.relationships.keys() or ["a"])
    if path == "a":
        return one.columns["a"] == 1
    attribute = getattr(one.source, path)
    target = attribute.property.mapper.class_
    found = attribute.any if attribute.property.uselist else attribute.has
    return found(choose(draw, [target.a == 1, target.b == "x"]))


_FORMS = {
    "compare": _compare,
    "null": lambda draw, graph, where, one, depth: one.column(draw).is_(None),
    "in": lambda draw, graph, where, one, depth: one.columns["b"].in_(["x", "y"]),
    "and": _both,
    "or": _both,
    "not": lambda draw, graph, where, one, depth: not_(predicates(draw, graph, where, depth - 1)),
    "exists": _exists,
    "subquery": _subquery,
    "count": _count,
    "related": _related,
}


def united(one: Any, other: Any, how: str) -> Any:
    """Two SELECTs of one column each in one."""
    if how == "union":
        return union(one, other)
    return union_all(one, other) if how == "union all" else getattr(one, how)(other)
