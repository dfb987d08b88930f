"""Statements that write in less usual forms: one for many rows, from other rows, within others."""

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    case,
    column,
    delete,
    from_dml_column,
    func,
    insert,
    literal,
    select,
    true,
    update,
    values,
)
from sqlmodel import col

from tests.data.isolation.models import Comment, Task, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.loading import of
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, comments, projects = (metadata.tables[n] for n in ("tasks", "comments", "projects"))


def written(s):
    return rows(s, select(Task.title, Task.priority))


@paths.add("insert() as raw rows, one foreign", REFUSED)
def _(s):
    row = {"title": "x", "priority": 1, "user_id": 9002}
    s.execute(insert(Task).execution_options(dml_strategy="raw"), [row])


@paths.add("foreign key from the new value of another column", REFUSED)
def _(s):
    new = {"priority": 9020, "project_id": from_dml_column(col(Task.priority))}
    s.execute(update(Task).where(col(Task.id) == 100).values(new))


@paths.add("update of many keys", SAME)
def _(s):
    changed = update(tasks).where(tasks.c.id == bindparam("key")).values(title=bindparam("new"))
    s.connection().execute(changed, [{"key": 100, "new": "A"}, {"key": 9200, "new": "B"}])
    return written(s)


@paths.add("delete of many keys", HARMLESS)
def _(s):
    gone = delete(comments).where(comments.c.id == bindparam("key"))
    s.connection().execute(gone, [{"key": 9100}, {"key": 1000}])


@paths.add("update by CASE", SAME)
def _(s):
    titles = case({100: "A", 9200: "B"}, value=col(Task.id), else_=col(Task.title))
    s.execute(update(Task).values(title=titles))
    return written(s)


@paths.add("update from VALUES", SAME, "postgresql")
def _(s):
    new = values(column("id", Integer), column("title", String), name="new")
    new = new.data([(100, "A"), (9200, "B")])
    s.execute(update(tasks).values(title=new.c.title).where(tasks.c.id == new.c.id))
    return written(s)


@paths.add("update from another table", SAME)
def _(s):
    named = projects.c.name.concat("!")
    s.execute(update(tasks).values(title=named).where(tasks.c.project_id == projects.c.id))
    return written(s)


@paths.add("update by a count of children", SAME)
def _(s):
    count = select(func.count()).where(comments.c.task_id == tasks.c.id).scalar_subquery()
    s.execute(update(tasks).values(priority=count))
    return written(s)


@paths.add("entities from UPDATE", SAME, "sqlite", "postgresql")
def _(s):
    changed = update(Task).values(priority=3).returning(Task)
    return of(s.scalars(select(Task).from_statement(changed)))


@paths.add("UPDATE in a CTE, joined", SAME, "postgresql")
def _(s):
    changed = update(Task).values(priority=5).returning(Task.id, Task.title).cte()
    joined = select(changed.c.title, Comment.body)
    return rows(s, joined.outerjoin(Comment, col(Comment.task_id) == changed.c.id))


@paths.add("child of a row that the same statement changes", SAME, "postgresql")
def _(s):
    changed = update(Task).values(priority=5).returning(Task.id).cte()
    child = select(literal("child"), changed.c.id)
    s.execute(insert(comments).from_select(["body", "task_id"], child))
    return rows(s, select(Comment.body))


@paths.add("upsert of rows that are selected", SAME, "sqlite", "postgresql")
def _(s):
    every = select(tasks.c.id, tasks.c.title.concat("?"), tasks.c.priority, tasks.c.user_id)
    statement = upsert(s).from_select(["id", "title", "priority", "user_id"], every.where(true()))
    set_ = {"title": statement.excluded.title}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))
    return written(s)


@paths.add("delete of a subtree", SAME, "sqlite", "postgresql", leaks=False)
def _(s):
    s.execute(update(Task).where(col(Task.id) == 101).values(parent_id=100))
    tree = select(tasks.c.id).where(tasks.c.id == 101).cte(recursive=True)
    tree = tree.union_all(select(tasks.c.id).join(tree, tasks.c.parent_id == tree.c.id))
    s.execute(delete(tasks).where(tasks.c.id.in_(select(tree.c.id))))
    return written(s)
