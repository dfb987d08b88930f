"""Foreign keys that a statement computes, by names and sources that are not what they seem."""

from contextlib import suppress

from sqlalchemy import func, insert, literal, select, union_all, values
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.data.isolation.models import Task, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, projects, labels = (metadata.tables[n] for n in ("tasks", "projects", "labels"))


def point(s, key):
    """Point a task of Alice's at what an expression says."""
    s.execute(tasks.update().where(tasks.c.id == 101).values(project_id=key))


def copy(s, source, *names):
    """Insert what a SELECT gives."""
    s.execute(tasks.insert().from_select(["title", "priority", "user_id", *names], source))


def pointers(s):
    return rows(s, select(tasks.c.title, tasks.c.project_id, tasks.c.parent_id))


@paths.add("CTE in place of the other table", REFUSED)
def _(s):
    fake = select(literal(9020).label("id"), literal(1).label("user_id")).cte("projects")
    copy(s, select(literal("x"), literal(0), literal(1), projects.c.id).add_cte(fake), "project_id")


@paths.add("column of VALUES", REFUSED, "postgresql")
def _(s):
    made = values(projects.c.id, name="v").data([(9020,)])
    copy(s, select(literal("x"), literal(0), literal(1), made.c.id), "project_id")


@paths.add("column of VALUES in SET", REFUSED, "postgresql")
def _(s):
    made = values(projects.c.id, name="v").data([(9020,)])
    point(s, select(made.c.id).scalar_subquery())


@paths.add("column of a function in FROM", REFUSED, "postgresql")
def _(s):
    made = func.generate_series(9020, 9020).table_valued(projects.c.id, name="v").render_derived()
    point(s, select(made.c.id).scalar_subquery())


@paths.add("CTE that is restated", REFUSED)
def _(s):
    first = select(projects.c.id).cte("x", recursive=True)
    second = first.union_all(select(literal(9020)))
    source = select(literal("x"), literal(0), literal(1), first.c.id).add_cte(second)
    copy(s, source, "project_id")


@paths.add("column of a union in a subquery", REFUSED)
def _(s):
    both = union_all(select(projects.c.id), select(literal(9020))).subquery()
    copy(s, select(literal("x"), literal(0), literal(1), both.c.id), "project_id")


@paths.add("column of an expression in a subquery", REFUSED)
def _(s):
    part = select((projects.c.id + 9010).label("id")).subquery()
    point(s, select(func.min(part.c.id)).scalar_subquery())


@paths.add("alias that hides the other table", REFUSED)
def _(s):
    s.execute(labels.insert().values(id=9020, name="x"))
    hiding = labels.alias("projects")
    inner = (
        select(projects.c.id)
        .select_from(hiding)
        .where(hiding.c.id == 9020)
        .correlate(projects)
        .scalar_subquery()
    )
    source = select(literal("x"), literal(0), literal(1), inner).select_from(projects)
    copy(s, source, "project_id")


@paths.add("aliases of one name", REFUSED)
def _(s):
    s.execute(labels.insert().values(id=9020, name="x"))
    mine, hiding = projects.alias("p"), labels.alias("p")
    inner = (
        select(mine.c.id)
        .select_from(hiding)
        .where(hiding.c.id == 9020)
        .correlate(mine)
        .scalar_subquery()
    )
    copy(s, select(literal("x"), literal(0), literal(1), inner).select_from(mine), "project_id")


@paths.add("key of a conflicting row", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, slug="a1", title="x", priority=0, user_id=1)
    set_ = {"parent_id": statement.excluded.id}
    s.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=set_))


@paths.add("row that points at itself, in conflict", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(
        id=9200, slug="a1", title="x", priority=0, user_id=1, parent_id=9200
    )
    set_ = {"parent_id": statement.excluded.parent_id}
    s.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=set_))


FAMILY = [
    {"id": 9200, "title": "x", "priority": 0, "user_id": 1, "parent_id": None},
    {"id": 700, "title": "y", "priority": 0, "user_id": 1, "parent_id": 9200},
]


@paths.add("family whose parent is in conflict", REFUSED, "sqlite", "postgresql")
def _(s):
    s.execute(upsert(s).on_conflict_do_nothing(), FAMILY)


@paths.add("family whose parent is ignored", REFUSED, "sqlite", "mysql")
def _(s):
    word = {"sqlite": "OR IGNORE", "mysql": "IGNORE"}[s.bind.dialect.name]
    s.execute(insert(tasks).prefix_with(word), FAMILY)


@paths.add("family whose parent is another owner's", REFUSED, "mysql", leaks=False)
def _(s):
    statement = mysql.insert(tasks).inline()
    s.execute(statement.on_duplicate_key_update(title="x"), FAMILY)


@paths.add("family that begins with the child", REFUSED, leaks=False)
def _(s):
    with suppress(IntegrityError):
        s.execute(insert(tasks), FAMILY[::-1])


@paths.add("family", SAME, leaks=False)
def _(s):
    new = [
        {**row, "id": row["id"] % 9200 or 699, "parent_id": row["parent_id"] and 699}
        for row in FAMILY
    ]
    s.execute(insert(tasks), new)
    return pointers(s)


@paths.add("half a family that fails", HARMLESS, leaks=False)
def _(s):
    with suppress(DBAPIError):
        s.execute(insert(tasks), FAMILY)


@paths.add("projects by a subquery", SAME)
def _(s):
    point(s, select(func.max(projects.c.id)).scalar_subquery())
    return pointers(s)


@paths.add("projects by a CTE", SAME)
def _(s):
    mine = select(projects.c.id).cte("mine")
    copy(s, select(literal("x"), literal(0), literal(1), mine.c.id), "project_id")
    return pointers(s)


@paths.add("projects by an alias", SAME)
def _(s):
    p = projects.alias("p")
    point(s, select(p.c.id).limit(1).scalar_subquery())
    return pointers(s)


@paths.add("projects of other tasks", SAME)
def _(s):
    other = select(tasks).subquery()
    copy(
        s,
        select(other.c.title, other.c.priority, other.c.user_id, other.c.project_id),
        "project_id",
    )
    return pointers(s)


@paths.add("projects of tasks, as an entity", SAME)
def _(s):
    s.execute(
        insert(Task).from_select(
            ["title", "priority", "user_id", "project_id"],
            select(Task.title, Task.priority, Task.user_id, Task.project_id).where(
                Task.project_id.is_not(None)
            ),
        )
    )
    return pointers(s)
