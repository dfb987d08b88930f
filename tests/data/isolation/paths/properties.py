"""Properties that mappers give to a table: other names of its columns, hybrids that write, constructs that are loaded."""

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import column_property, query_expression, registry, synonym, with_expression
from sqlmodel import Session

from tests.data.isolation.models import metadata
from tests.data.isolation.paths.text import Smuggler
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks = metadata.tables["tasks"]
mapped = registry(metadata=metadata)


class Job:
    """A task whose properties write other columns than they are called."""

    id: Any
    user_id: Any
    project_id: Any
    free: Any
    told: Any

    @hybrid_property
    def boss(self):
        return self.user_id

    @boss.update_expression
    def boss(cls, value):
        return [(cls.user_id, value)]

    @hybrid_property
    def place(self):
        return self.project_id

    @place.update_expression
    def place(cls, value):
        return [(cls.project_id, value)]


class Spy:
    """A task with a column that is none."""

    id: Any
    told: Any


class Exchanged:
    """A task whose attributes have each other's names."""

    id: Any


mapped.map_imperatively(
    Job,
    tasks,
    properties={
        "told": column_property(Smuggler(), deferred=True),
        "free": query_expression(),
        "whose": synonym("user_id"),
    },
)
mapped.map_imperatively(Spy, tasks, properties={"told": column_property(Smuggler())})
mapped.map_imperatively(
    Exchanged,
    tasks,
    properties={
        "boss": tasks.c.user_id,
        "title": tasks.c.project_id,
        "project_id": tasks.c.title,
    },
)
mapped.configure()


def change(s, job, attribute, value):
    """Update Alice's task by an attribute."""
    statement = update(job).where(job.id == 100).values({attribute: value})
    s.execute(statement.execution_options(synchronize_session=False))


@paths.add("column_property that renders itself, later", REFUSED)
def _(s):
    return [job.told for job in s.scalars(select(Job))]


@paths.add("column_property that renders itself", REFUSED)
def _(s):
    return [spy.told for spy in s.scalars(select(Spy))]


@paths.add("column_property of one object", REFUSED)
def _(s):
    return s.get(Spy, 100).told


@paths.add("column_property given back by UPDATE", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    return list(s.scalars(update(Spy).values(priority=3).returning(Spy.told)))


@paths.add("entity given back by UPDATE", REFUSED, "sqlite", "postgresql")
def _(s):
    return [spy.told for spy in s.scalars(update(Spy).values(priority=3).returning(Spy))]


@paths.add("entity given back by INSERT", REFUSED, "sqlite", "postgresql")
def _(s):
    row = {"title": "x", "priority": 0, "user_id": 1}
    return [spy.told for spy in s.scalars(insert(Spy).returning(Spy), [row])]


@paths.add("with_expression of a construct", REFUSED)
def _(s):
    told = with_expression(Job.free, Smuggler())
    return [job.free for job in s.scalars(select(Job).options(told))]


@paths.add("with_expression of a count", SAME)
def _(s):
    count = with_expression(Job.free, select(func.count(tasks.c.id)).scalar_subquery())
    return [job.free for job in s.scalars(select(Job).where(Job.id == 100).options(count))]


@paths.add("hybrid that writes the owner", REFUSED)
def _(s):
    change(s, Job, Job.boss, 9002)


@paths.add("hybrid that writes a foreign key", REFUSED)
def _(s):
    change(s, Job, Job.place, 9020)


@paths.add("synonym of the owner", REFUSED)
def _(s):
    change(s, Job, "whose", 9002)


@paths.add("synonym of the owner in an object", REFUSED)
def _(s):
    s.get(Job, 100).whose = 9002
    s.flush()


@paths.add("owner under another name", REFUSED)
def _(s):
    change(s, Exchanged, "boss", 9002)


@paths.add("foreign key under another column's name", REFUSED)
def _(s):
    change(s, Exchanged, "title", 9020)


@paths.add("foreign key under another column's name in an object", REFUSED)
def _(s):
    s.get(Exchanged, 100).title = 9020
    s.flush()


@paths.add("foreign key under another column's name in bulk", REFUSED)
def _(s):
    s.bulk_update_mappings(Exchanged, [{"id": 100, "title": 9020}])


@paths.add("new foreign key under another column's name", REFUSED)
def _(s):
    row = {"title": 9020, "project_id": "x", "priority": 0, "boss": 1}
    s.execute(insert(Exchanged), [row])


@paths.add("new owner under another name", REFUSED)
def _(s):
    s.execute(insert(Exchanged), [{"boss": 9002, "project_id": "x", "priority": 0}])


@paths.add("object of another owner, whose owner has another name", HARMLESS)
def _(s):
    engine = s.bind.engine
    with Session(getattr(engine, "_proxied", engine), expire_on_commit=False) as other:
        found = other.get(Exchanged, 9200)
        other.expunge_all()
    s.add(found)
    found.project_id = "changed"
    s.flush()
