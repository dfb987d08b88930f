"""Random SELECTs over every kind of relation, join and predicate, and loads of entities."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload, subqueryload

from tests.data.isolation.fuzz.choice import Draw, chance, choose
from tests.data.isolation.fuzz.graphs import Graph
from tests.data.isolation.fuzz.relations import (
    FRESH,
    KINDS,
    Relation,
    predicates,
    relation,
    united,
)

LOADERS = (selectinload, joinedload, subqueryload, lazyload)


@dataclass(frozen=True)
class Read:
    """A read; `run` gives the same in two worlds if nobody sees another owner's rows."""

    what: tuple[object, ...]
    run: Callable[[Any], Any]

    def __repr__(self) -> str:
        return " ".join(map(str, self.what))


def joins(draw: Draw, graph: Graph) -> tuple[list[Relation], Any]:
    """One to three relations, joined along foreign keys and along other columns."""
    names = list(graph.kinds)
    first = relation(graph, choose(draw, names), choose(draw, KINDS))
    found, source = [first], select().select_from(first.source)
    for _ in range(choose(draw, (0, 1, 2))):
        left = choose(draw, found)
        right, on = _joined(draw, graph, left)
        how = choose(draw, [{}, {"isouter": True}, {"full": True}])
        if len(found) == 1:
            source = source.join_from(left.source, right.source, on, **how)
        else:
            source = source.join(right.source, on, **how)
        found.append(right)
    return found, source


def _joined(draw: Draw, graph: Graph, left: Relation) -> tuple[Relation, Any]:
    """A relation to join, and the criterion."""
    edges = [e for e in graph.edges if left.name in (e.child, e.parent)]
    edge = choose(draw, [*edges, None])
    if edge is None:
        right = relation(graph, choose(draw, list(graph.kinds)), "core alias")
        return right, left.columns["a"] == right.columns["a"]
    up = edge.child == left.name
    other = edge.parent if up else edge.child
    right = relation(graph, other, choose(draw, FRESH))
    here, there = (edge.column, "id") if up else ("id", edge.column)
    return right, left.columns[here] == right.columns[there]


def selects(draw: Draw, graph: Graph, *, unite: bool = True) -> Any:
    """A SELECT of columns, aggregates or windows; sometimes two of them united."""
    found, source = joins(draw, graph)
    col = choose(draw, found).column(draw)
    form = choose(draw, sorted(_SHAPES))
    statement = _SHAPES[form](source, found, col)
    if chance(draw, 2):
        statement = statement.where(predicates(draw, graph, found))
    if unite and chance(draw, 5):
        other = selects(draw, graph, unite=False)
        how = choose(draw, ["union", "union all", "intersect", "except_"])
        parts = (select(part.subquery().c[0]) for part in (statement, other))
        return select(united(*parts, how).subquery())
    return statement


def _page(source: Any, found: list[Relation], col: Any) -> Any:
    statement = source.add_columns(col, found[0].columns["a"])
    return statement.order_by(col, found[0].columns["a"]).limit(3).offset(1)


def _windows(source: Any, found: list[Relation], col: Any) -> Any:
    over = {"partition_by": found[0].columns["a"], "order_by": col}
    return source.add_columns(col, func.count().over(partition_by=col), func.rank().over(**over))


def _first_columns(found: list[Relation]) -> list[Any]:
    return [next(iter(r.columns.values())).label(f"first_{n}") for n, r in enumerate(found)]


_SHAPES: dict[str, Callable[[Any, list[Relation], Any], Any]] = {
    "columns": lambda source, found, col: source.add_columns(*_first_columns(found), col),
    "count": lambda source, found, col: source.add_columns(func.count()),
    "max": lambda source, found, col: source.add_columns(func.max(col), func.count(col)),
    "group": lambda source, found, col: source.add_columns(col, func.count()).group_by(col),
    "distinct": lambda source, found, col: source.add_columns(col).distinct(),
    "page": _page,
    "window": _windows,
}


def statements(draw: Draw, graph: Graph) -> Read:
    """A SELECT that a session executes, or its connection."""
    statement = selects(draw, graph)
    low = chance(draw, 4)

    def run(session: Any) -> Any:
        rows = (session.connection() if low else session).execute(statement)
        return sorted(map(repr, rows))

    return Read((statement,), run)


def loads(draw: Draw, graph: Graph) -> Read:
    """Entities with two levels of what they are related to."""
    name = choose(draw, list(graph.kinds))
    model, path, options = graph.models[name], [], []
    for _ in range(2):
        mapper = (path[-1].property.mapper if path else model.__mapper__).class_.__mapper__
        attributes = mapper.relationships.keys()
        if attributes:
            path.append(getattr(mapper.class_, choose(draw, attributes)))
    how = choose(draw, LOADERS)
    if path:
        load = how(path[0])
        options = [getattr(load, how.__name__)(path[1]) if len(path) > 1 else load]
    where = predicates(draw, graph, [relation(graph, name, "entity")], 1)
    statement = select(model).where(where).options(*options)
    names = [attribute.key for attribute in path]

    def run(session: Any) -> Any:
        found = session.scalars(statement).unique().all()
        return sorted(repr(shown(one, names)) for one in found)

    return Read((how.__name__, names, statement), run)


def gets(draw: Draw, graph: Graph) -> Read:
    """A row by its key, whoever owns it."""
    name = choose(draw, [n for n, kind in graph.kinds.items() if kind != "link"])
    key = choose(draw, [row["id"] for _, row in graph.rows[name]])
    model = graph.models[name]
    fill = chance(draw, 2)

    def run(session: Any) -> Any:
        if fill:
            session.scalars(select(model)).all()
        return repr(shown(session.get(model, key), []))

    return Read(("get", name, key), run)


def shown(instance: Any, names: list[str]) -> Any:
    """An object as its values, with what it is related to."""
    if instance is None:
        return None
    values = [getattr(instance, attribute) for attribute, _ in instance.__mapper__.columns.items()]
    if not names:
        return values
    related = getattr(instance, names[0])
    if not isinstance(related, list):
        return [values, shown(related, names[1:])]
    return [values, sorted(repr(shown(one, names[1:])) for one in related)]


def read(draw: Draw, graph: Graph) -> Read:
    """A statement, mostly; a load of entities or one by its key."""
    return choose(draw, (statements, statements, loads, gets))(draw, graph)
