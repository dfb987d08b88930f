"""What mappers can do: relationships of every kind, proxies, hybrids, inheritance, classes on joins and subqueries."""

from sqlalchemy import and_, func, select, true, tuple_, union_all, update, values
from sqlalchemy.orm import (
    Bundle,
    aliased,
    immediateload,
    joinedload,
    lazyload,
    selectin_polymorphic,
    selectinload,
    undefer,
    with_loader_criteria,
    with_parent,
    with_polymorphic,
)
from sqlalchemy.orm.attributes import get_history
from sqlmodel import col

from tests.data.isolation.mapped import (
    CommentedWork,
    Highest,
    Land,
    MinorThing,
    Thing,
    UrgentThing,
    Work,
)
from tests.data.isolation.models import Country, Task, User, metadata
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.loading import foreign, of
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS


@paths.add("get_one", HARMLESS)
def _(s):
    return s.get_one(Task, 9200).title


@paths.add("get with a loader option", SAME)
def _(s):
    return of(s.get(Country, 1, options=[selectinload(Country.tasks)]).tasks)


@paths.add("dynamic relationship", SAME)
def _(s):
    land = s.get(Land, 1)
    return of(land.dynamic_work), land.dynamic_work.count()


@paths.add("write-only relationship", SAME)
def _(s):
    land = s.get(Land, 1)
    return of(s.scalars(land.written_work.select()))


@paths.add("write-only relationship that inserts", HARMLESS, leaks=False)
def _(s):
    s.execute(s.get(Land, 1).written_work.insert(), [{"title": "x", "user_id": 9002}])


@paths.add("update() of a write-only relationship", HARMLESS)
def _(s):
    changed = s.get(Land, 1).written_work.update().values(title="changed")
    s.execute(changed, execution_options={"synchronize_session": False})


@paths.add("delete() of a write-only relationship", HARMLESS, leaks=False)
def _(s):
    s.execute(metadata.tables["comments"].delete())
    s.execute(metadata.tables["task_tags"].delete())
    gone = s.get(Land, 1).written_work.delete()
    s.execute(gone, execution_options={"synchronize_session": False})


@paths.add("relationship with a criterion of its own", SAME)
def _(s):
    return of(s.get(Land, 1).urgent)


@paths.add("relationship to an alias of a subquery", SAME)
def _(s):
    return of(s.get(Land, 1).first_work)


@paths.add("relationship.and_()", SAME)
def _(s):
    load = selectinload(Country.tasks.and_(col(Task.priority) > 0))
    return of(s.scalars(select(Country).options(load)).one().tasks)


@paths.add("join of relationship.and_()", SAME)
def _(s):
    joined = select(Task.title).select_from(Country).join(Country.tasks.and_(true()))
    return rows(s, joined)


@paths.add("relationship.of_type()", SAME)
def _(s):
    other = aliased(Task)
    return rows(s, select(other.title).select_from(Country).join(Country.tasks.of_type(other)))


@paths.add("with_parent of another owner's row", HARMLESS)
def _(s):
    return of(s.scalars(select(Task).where(with_parent(foreign(s, User, 9002), User.tasks))))


@paths.add("comparison of a relationship with another owner's row", HARMLESS)
def _(s):
    return of(s.scalars(select(Task).where(Task.user == foreign(s, User, 9002))))


@paths.add("relationship.contains() of another owner's row", HARMLESS)
def _(s):
    return rows(s, select(Country.name).where(Country.tasks.contains(foreign(s))))


@paths.add("association proxy", SAME)
def _(s):
    return sorted(s.get(Land, 1).titles)


@paths.add("criterion of an association proxy", SAME)
def _(s):
    return rows(s, select(Land.id).where(Land.titles == "BOB1"))


@paths.add("association proxy to other accounts", SAME)
def _(s):
    return sorted(account.email for account in s.get(Land, 1).authors)


@paths.add("hybrid", SAME)
def _(s):
    return [work.siblings for work in s.scalars(select(Work).where(Work.id == 100))]


@paths.add("hybrid in SQL", SAME)
def _(s):
    return rows(s, select(Work.id, Work.siblings).where(Work.siblings > 0))


@paths.add("composite", SAME)
def _(s):
    return sorted(both.title for both in s.scalars(select(Work.both)))


@paths.add("column_property that looks at children", SAME)
def _(s):
    return rows(s, select(Work.id, Work.remarks))


@paths.add("column_property by undefer()", SAME)
def _(s):
    return s.scalars(select(Land).options(undefer(Land.work_count))).one().work_count


@paths.add("column_property in ORDER BY and WHERE", SAME)
def _(s):
    return rows(s, select(Land.id).where(Land.work_count > 2).order_by(Land.work_count))


@paths.add("class on a join", SAME)
def _(s):
    return sorted((one.title, one.body) for one in s.scalars(select(CommentedWork)))


@paths.add("class on a join, written", HARMLESS)
def _(s):
    for one in s.scalars(select(CommentedWork)):
        one.title = one.body = "changed"
    s.flush()


@paths.add("class on a subquery", SAME)
def _(s):
    return of(s.scalars(select(Highest)))


@paths.add("subclass by a value", SAME)
def _(s):
    return of(s.scalars(select(UrgentThing)))


@paths.add("class with subclasses", SAME)
def _(s):
    only = select(Thing).where(metadata.tables["tasks"].c.priority.in_([1, 2, 9]))
    return of(s.scalars(only))


@paths.add("with_polymorphic", SAME)
def _(s):
    every = with_polymorphic(Thing, "*", aliased=True)
    return rows(s, select(every.title, every.UrgentThing.title))


@paths.add("with_polymorphic over a selectable", SAME)
def _(s):
    core = metadata.tables["tasks"]
    both = union_all(select(core), select(core).where(core.c.id == 9200)).subquery()
    every = with_polymorphic(Thing, "*", both, polymorphic_on=both.c.priority)
    return sorted(one.title for one in s.scalars(select(every)))


@paths.add("selectin_polymorphic", SAME)
def _(s):
    load = selectin_polymorphic(Thing, [UrgentThing, MinorThing])
    return of(s.scalars(select(Thing).options(load)))


@paths.add("get of a subclass", SAME)
def _(s):
    return s.get(UrgentThing, 9201)


@paths.add("update() of a subclass", HARMLESS)
def _(s):
    s.execute(update(UrgentThing).values(title="changed"))


@paths.add("with_loader_criteria that says true", SAME)
def _(s):
    every = with_loader_criteria(Task, lambda cls: cls.id > 0, include_aliases=True)
    return of(s.scalars(select(Task).options(every)))


@paths.add("lazy load without its options", SAME)
def _(s):
    return of(s.scalars(select(Country).options(lazyload(Country.tasks))).one().tasks)


@paths.add("immediateload", SAME)
def _(s):
    return of(s.scalars(select(Country).options(immediateload(Country.tasks))).one().tasks)


@paths.add("joinedload as an inner join", SAME)
def _(s):
    load = joinedload(Country.tasks, innerjoin=True)
    return of(t for c in s.scalars(select(Country).options(load)).unique() for t in c.tasks)


@paths.add("nested Bundle", SAME)
def _(s):
    both = Bundle("b", Bundle("inner", Task.title), Country.name)
    return sorted(r.b.inner.title for r in s.execute(select(both).join(Task.country)))


@paths.add("VALUES joined with the table", SAME, "postgresql")
def _(s):
    core = metadata.tables["tasks"]
    asked = values(core.c.id, name="asked").data([(100,), (9200,)])
    return rows(s, select(Task.title).join(asked, asked.c.id == Task.id))


@paths.add("IN of tuples", SAME)
def _(s):
    asked = tuple_(Task.id, Task.user_id).in_([(100, 1), (9200, 9002)])
    return rows(s, select(Task.title).where(asked))


@paths.add("scalar subquery in ORDER BY", SAME)
def _(s):
    has = select(func.count()).where(Task.title == "BOB1").scalar_subquery()
    return rows(s, select(Country.name, has).order_by(has))


@paths.add("aggregate with FILTER", SAME, "sqlite", "postgresql")
def _(s):
    return s.scalar(select(func.count().filter(and_(Task.priority > 0, true()))))


@paths.add("history of a collection", SAME)
def _(s):
    return of(get_history(s.get(Country, 1), "tasks", passive=0x7).unchanged)


@paths.add("replacement of a collection on a shared row", HARMLESS, leaks=False)
def _(s):
    country = s.get(Country, 1)
    country.tasks = []
    s.flush()


@paths.add("backref of another owner's row", HARMLESS, leaks=False)
def _(s):
    country = s.get(Country, 1)
    country.tasks.append(foreign(s))
    s.flush()
    return of(country.tasks)
