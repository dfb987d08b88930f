"""SELECT of entities and their columns."""

from sqlalchemy import (
    and_,
    exists,
    func,
    lateral,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Bundle, aliased, defer, load_only
from sqlmodel import Session, col

from tests.data.isolation.models import (
    Comment,
    Country,
    Project,
    Tag,
    Task,
    TaskTag,
    User,
)
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED = Outcome.SAME, Outcome.REFUSED
title, key = col(Task.title), col(Task.id)


def titles(session: Session, statement) -> list[str]:
    return sorted(str(t.title) for t in session.scalars(statement))


def rows(session: Session, statement) -> list[tuple]:
    return sorted((tuple(r) for r in session.execute(statement)), key=repr)


@paths.add("select(Task)", SAME)
def _(s):
    return titles(s, select(Task))


@paths.add("where(id == bob)", SAME)
def _(s):
    return titles(s, select(Task).where(key == 9200))


@paths.add("where(user_id == bob)", SAME)
def _(s):
    return titles(s, select(Task).where(col(Task.user_id) == 9002))


@paths.add("or true", SAME)
def _(s):
    return titles(s, select(Task).where(or_(key == 100, true())))


@paths.add("session.get", SAME)
def _(s):
    found = s.get(Task, 9200)
    return found and found.title


@paths.add("session.get with populate_existing", SAME)
def _(s):
    found = s.get(Task, 9200, populate_existing=True, with_for_update=True)
    return found and found.title


@paths.add("populate_existing", SAME)
def _(s):
    return titles(s, select(Task).execution_options(populate_existing=True))


@paths.add("aliased", SAME)
def _(s):
    return titles(s, select(aliased(Task)))


@paths.add("aliased over a subquery", SAME)
def _(s):
    return titles(s, select(aliased(Task, select(Task).subquery())))


@paths.add("flat alias", SAME)
def _(s):
    return titles(s, select(aliased(Task, flat=True)))


@paths.add("join of a relationship", SAME)
def _(s):
    return rows(s, select(Country.name, title).join(Country.tasks))


@paths.add("join with plain ON", SAME)
def _(s):
    return rows(s, select(Country.name, title).join(Task, Task.country_id == Country.id))


@paths.add("left outer join", SAME)
def _(s):
    return rows(s, select(Country.name, title).outerjoin(Task, col(Task.priority) == 9))


@paths.add("full outer join", SAME, "sqlite", "postgresql")
def _(s):
    return rows(s, select(Country.name, title).join(Task, Task.country_id == Country.id, full=True))


@paths.add("full outer join of two owned tables", SAME, "sqlite", "postgresql")
def _(s):
    return rows(
        s, select(title, Project.name).join(Project, Task.project_id == Project.id, full=True)
    )


@paths.add("right join by swapping", SAME)
def _(s):
    return rows(s, select(title, Project.name).select_from(Project).outerjoin(Task))


@paths.add("cartesian: second entity in WHERE only", SAME)
def _(s):
    return rows(s, select(Country.name).where(col(Task.priority) == 9))


@paths.add("secondary table by columns only", SAME)
def _(s):
    return rows(s, select(TaskTag.task_id, TaskTag.tag_id).join(Tag, Tag.id == TaskTag.tag_id))


@paths.add("link table as entity", SAME)
def _(s):
    return sorted((link.task_id, link.tag_id) for link in s.scalars(select(TaskTag)))


@paths.add("child table as entity", SAME)
def _(s):
    return sorted(c.body for c in s.scalars(select(Comment)))


@paths.add("child row by key", SAME)
def _(s):
    found = s.get(Comment, 9100)
    return found and found.body


@paths.add("columns only", SAME)
def _(s):
    return rows(s, select(title))


@paths.add("Bundle", SAME)
def _(s):
    return sorted(r.b.title for r in s.execute(select(Bundle("b", title, key))))


@paths.add("load_only and deferred column", SAME)
def _(s):
    found = s.scalars(select(Task).options(load_only(key), defer(title))).all()
    return sorted(t.title for t in found)


@paths.add("count(column)", SAME)
def _(s):
    return s.scalar(select(func.count(key)))


@paths.add("count() select_from(entity)", SAME)
def _(s):
    return s.scalar(select(func.count()).select_from(Task))


@paths.add("count() select_from(table)", SAME)
def _(s):
    return s.scalar(select(func.count()).select_from(Task.__table__))


@paths.add("count over a subquery", SAME)
def _(s):
    return s.scalar(select(func.count()).select_from(select(Task).subquery()))


@paths.add("sum, max, group by, having", SAME)
def _(s):
    grouped = select(Task.user_id, func.sum(Task.priority), func.max(title)).group_by(Task.user_id)
    return rows(s, grouped.having(func.count() > 0))


@paths.add("window function", SAME)
def _(s):
    return rows(s, select(title, func.count().over(), func.sum(Task.priority).over()))


@paths.add("literal select_from(entity)", SAME)
def _(s):
    return rows(s, select(literal(1)).select_from(Task))


@paths.add("scalar subquery in columns", SAME)
def _(s):
    return rows(s, select(Country.name, select(func.count(key)).scalar_subquery()))


@paths.add("correlated scalar subquery on a shared parent", SAME)
def _(s):
    count = select(func.count(key)).where(Task.country_id == Country.id).scalar_subquery()
    return rows(s, select(Country.name, count))


@paths.add("correlated subquery of the same table by alias", SAME)
def _(s):
    other = aliased(Task)
    count = select(func.count(other.id)).where(other.country_id == Task.country_id)
    return rows(s, select(title, count.correlate(Task).scalar_subquery()))


@paths.add("EXISTS", SAME)
def _(s):
    return rows(s, select(Country.name).where(exists().where(col(Task.priority) == 9)))


@paths.add("select(1).exists()", SAME)
def _(s):
    return s.scalar(select(select(literal(1)).where(title == "BOB1").exists()))


@paths.add("relationship.any()", SAME)
def _(s):
    return rows(s, select(Country.name).where(Country.tasks.any(col(Task.priority) == 9)))


@paths.add("relationship.has()", SAME)
def _(s):
    return rows(s, select(Comment.body).where(Comment.task.has(Task.title == "BOB1")))


@paths.add("secondary relationship.any()", SAME)
def _(s):
    return rows(s, select(title).where(Task.tags.any(Tag.name == "BOB")))


@paths.add("IN (subquery)", SAME)
def _(s):
    inner = select(Task.country_id).where(title == "BOB1")
    return rows(s, select(Country.name).where(col(Country.id).in_(inner)))


@paths.add("does the subquery have it", SAME)
def _(s):
    return s.scalar(select(literal("BOB1").in_(select(title)).label("x")))


@paths.add("NOT IN, anti join", SAME)
def _(s):
    inner = select(Task.country_id).where(title == "BOB1")
    return rows(s, select(Country.name).where(not_(col(Country.id).in_(inner))))


@paths.add("CTE of an entity", SAME)
def _(s):
    cte = select(Task).cte()
    return rows(s, select(cte.c.title))


@paths.add("recursive CTE", SAME)
def _(s):
    top = select(key.label("id"), title.label("title")).where(col(Task.parent_id).is_(None))
    tree = top.cte("tree", recursive=True)
    below = select(key, title).join(tree, Task.parent_id == tree.c.id)
    return rows(s, select(tree.union_all(below).c.title))


@paths.add("union_all of entities", SAME)
def _(s):
    return rows(s, union_all(select(title), select(Project.name)))


@paths.add("from_statement(union)", SAME)
def _(s):
    statement = union_all(select(Task), select(Task).where(key == 9200))
    return titles(s, select(Task).from_statement(statement))


@paths.add("entity over a union", SAME)
def _(s):
    both = union_all(select(Task), select(Task).where(key == 9200)).subquery()
    return titles(s, select(aliased(Task, both)))


@paths.add("EXCEPT and INTERSECT", SAME)
def _(s):
    priorities = select(Country.id).except_(select(Task.country_id).where(title == "BOB1"))
    return rows(s, priorities), rows(
        s, select(Country.id).intersect(select(Task.country_id).where(title == "BOB1"))
    )


@paths.add("LATERAL", SAME, "postgresql")
def _(s):
    part = select(Task.title).where(Task.country_id == Country.id).correlate(Country.__table__)
    each = lateral(part)
    return rows(s, select(Country.name, each.c.title).join(each, true()))


@paths.add("legacy Query", SAME)
def _(s):
    return sorted(t.title for t in s.query(Task)), s.query(Task).count()


@paths.add("stream and yield_per", SAME)
def _(s):
    return titles(s, select(Task).execution_options(yield_per=1))


@paths.add("FOR UPDATE", SAME)
def _(s):
    return titles(s, select(Task).with_for_update())


@paths.add("FOR UPDATE OF", SAME, "postgresql")
def _(s):
    return rows(s, select(title, Country.name).join(Country).with_for_update(of=Task))


@paths.add("ORDER BY a column of an owned table", SAME)
def _(s):
    return rows(s, select(Country.name).join(Country.tasks).order_by(title))


@paths.add("other accounts", SAME)
def _(s):
    return rows(s, select(User.email))


@paths.add("DISTINCT, LIMIT and OFFSET", SAME)
def _(s):
    return [t for (t,) in s.execute(select(title).distinct().order_by(title).offset(2).limit(1))]


@paths.add("self join", SAME)
def _(s):
    other = aliased(Task)
    return rows(s, select(title, other.title).join(other, Task.country_id == other.country_id))


@paths.add("two aliases and the table", SAME)
def _(s):
    a, b = aliased(Task), aliased(Task)
    on = and_(a.country_id == Task.country_id, b.country_id == a.country_id)
    return rows(s, select(title, a.title, b.title).where(on))


@paths.add("case, coalesce, cast and operators", SAME)
def _(s):
    return rows(s, select(func.coalesce(title, "x") + "!", func.lower(title).contains("bob")))


@paths.add("unclassified table", REFUSED)
def _(s):
    from tests.data.isolation.models import Unclassified

    return rows(s, select(Unclassified.name))
