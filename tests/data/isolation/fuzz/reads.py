"""Random SELECTs over every kind of relation, join and predicate."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import and_, column, exists, func, not_, or_, select, table, union_all
from sqlalchemy.orm import aliased

from tests.data.isolation import models

ENTITIES = (
    *(models.User, models.Project, models.Task, models.TaskTag),
    *(models.Tag, models.Comment, models.Country),
)
LINKED = {
    ("projects", "users"): ("user_id", "id"),
    ("tasks", "users"): ("user_id", "id"),
    ("tasks", "projects"): ("project_id", "id"),
    ("tasks", "countries"): ("country_id", "id"),
    ("tasks", "tasks"): ("priority", "priority"),
    ("task_tags", "tasks"): ("task_id", "id"),
    ("task_tags", "tags"): ("tag_id", "id"),
    ("comments", "tasks"): ("task_id", "id"),
}


@dataclass(frozen=True)
class Relation:
    """Something to select from, with its columns by name."""

    name: str
    source: Any
    columns: dict[str, Any]


def relation(entity: Any, kind: str) -> Relation:
    """A table as an entity, an alias, a Core table, a lightweight one, a subquery or a CTE."""
    core = entity.__table__
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
        "cte": lambda: select(entity).cte(),
        "entity of a subquery": lambda: aliased(entity, select(entity).subquery()),
    }[kind]()
    home = source if hasattr(source, "__mapper__") or hasattr(source, "_aliased_insp") else source.c
    return Relation(core.name, source, {name: getattr(home, name) for name in names})


KINDS = (
    *("entity", "alias", "core", "core alias", "light", "light alias"),
    *("subquery", "cte", "entity of a subquery"),
)
FRESH = ("alias", "core alias", "light alias", "subquery", "cte", "entity of a subquery")
"""Kinds that may stand beside another relation on the same table."""


@st.composite
def predicates(draw: Any, where: list[Relation], depth: int = 2) -> Any:
    """A criterion on one of the relations, with correlated subqueries."""
    one = draw(st.sampled_from(where))
    col = one.columns[draw(st.sampled_from(sorted(one.columns)))]
    forms = ["compare", "null", "in"] + (
        ["and", "or", "not", "exists", "subquery", "count"] * (depth > 0)
    )
    form = draw(st.sampled_from(forms))
    if form == "compare":
        number = one.columns[next(n for n in one.columns if n == "id" or n.endswith("_id"))]
        return draw(st.sampled_from([number == 100, number < 9200, number >= 9000, number != 1]))
    if form == "null":
        return col.is_(None)
    if form == "in":
        return col.in_(draw(st.sampled_from([["BOB", "alice"], ["BOB1"], ["a1", "a2"]])))
    if form in ("and", "or"):
        pair = [draw(predicates(where, depth - 1)) for _ in range(2)]
        return and_(*pair) if form == "and" else or_(*pair)
    if form == "not":
        return not_(draw(predicates(where, depth - 1)))
    inner = relation(draw(st.sampled_from(ENTITIES)), draw(st.sampled_from(FRESH)))
    criterion = draw(predicates([inner, *where], depth - 1))
    if form == "exists":
        return exists(select(1).select_from(inner.source).where(criterion))
    if form == "subquery":
        pick = inner.columns[draw(st.sampled_from(sorted(inner.columns)))]
        return draw(st.sampled_from([col.in_, col.not_in]))(select(pick).where(criterion))
    count = select(func.count()).select_from(inner.source).where(criterion).scalar_subquery()
    return count >= draw(st.integers(0, 3))


@st.composite
def joins(draw: Any) -> tuple[list[Relation], Any]:
    """One to three relations, joined along foreign keys and other columns."""
    first = relation(draw(st.sampled_from(ENTITIES)), draw(st.sampled_from(KINDS)))
    found, source = [first], select().select_from(first.source)
    for _ in range(draw(st.integers(0, 2))):
        left = draw(st.sampled_from(found))
        edges = [(a, b, on) for (a, b), on in LINKED.items() if left.name in (a, b)]
        a, b, (child, parent) = draw(st.sampled_from(edges))
        here, there, other = (child, parent, b) if left.name == a else (parent, child, a)
        entity = next(e for e in ENTITIES if e.__tablename__ == other)
        right = relation(entity, draw(st.sampled_from(FRESH)))
        how = draw(st.sampled_from([{}, {"isouter": True}, {"full": True}]))
        on = left.columns[here] == right.columns[there]
        source = (
            source.join_from(left.source, right.source, on, **how)
            if len(found) == 1
            else (source.join(right.source, on, **how))
        )
        found.append(right)
    return found, source


@st.composite
def selects(draw: Any, *, united: bool = True) -> Any:
    """A SELECT of columns, aggregates or windows; sometimes a union of two."""
    found, source = draw(joins())
    one = draw(st.sampled_from(found))
    col = one.columns[draw(st.sampled_from(sorted(one.columns)))]
    statement = {
        "columns": lambda: source.add_columns(
            *(next(iter(r.columns.values())) for r in found), col
        ),
        "count": lambda: source.add_columns(func.count()),
        "max": lambda: source.add_columns(func.max(col), func.count(col)),
        "group": lambda: source.add_columns(col, func.count()).group_by(col),
        "window": lambda: source.add_columns(col, func.count().over(partition_by=col)),
    }[draw(st.sampled_from(["columns", "count", "max", "group", "window"]))]()
    if draw(st.booleans()):
        statement = statement.where(draw(predicates(found)))
    if united and draw(st.integers(0, 4)) == 0:
        other = draw(selects(united=False))
        both = union_all(select(statement.subquery().c[0]), select(other.subquery().c[0]))
        return select(both.subquery())
    return statement
