"""Foreign keys that would point at Bob's rows."""

from sqlalchemy import insert, literal, select, update
from sqlmodel import col

from tests.data.isolation.models import Comment, Project, Tag, Task, TaskTag, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.loading import foreign
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
REFUSED, HARMLESS = Outcome.REFUSED, Outcome.HARMLESS
tasks, comments, links = (metadata.tables[n] for n in ("tasks", "comments", "task_tags"))


@paths.add("attribute", REFUSED)
def _(s):
    s.get(Task, 100).project_id = 9020
    s.flush()


@paths.add("new object", REFUSED)
def _(s):
    s.add(Task(title="x", user_id=1, project_id=9020))
    s.flush()


@paths.add("relationship", HARMLESS)
def _(s):
    s.get(Task, 100).project = foreign(s, Project, 9020)
    s.flush()


@paths.add("self reference", REFUSED)
def _(s):
    s.get(Task, 100).parent_id = 9200
    s.flush()


@paths.add("update()", REFUSED)
def _(s):
    s.execute(update(Task).where(col(Task.id) == 100).values(project_id=9020))


@paths.add("update by key (list of rows)", REFUSED)
def _(s):
    s.execute(update(Task), [{"id": 100, "project_id": 9020}])


@paths.add("core update", REFUSED)
def _(s):
    s.execute(tasks.update().where(tasks.c.id == 100).values(project_id=9020))


@paths.add("core update with an expression", REFUSED)
def _(s):
    s.execute(tasks.update().where(tasks.c.id == 100).values(project_id=literal(10) + 9010))


@paths.add("core update from a column that is no key", REFUSED, leaks=False)
def _(s):
    s.execute(tasks.update().where(tasks.c.id == 101).values(project_id=tasks.c.priority))


@paths.add("link row", REFUSED)
def _(s):
    s.add(TaskTag(task_id=100, tag_id=9040))
    s.flush()


@paths.add("link row of a foreign task", REFUSED)
def _(s):
    s.execute(links.insert().values(task_id=9200, tag_id=30))


@paths.add("relationship append", HARMLESS)
def _(s):
    task = s.get(Task, 100)
    task.tags.append(foreign(s, Tag, 9040))
    s.flush()


@paths.add("child of a foreign row", REFUSED)
def _(s):
    s.add(Comment(body="x", task_id=9200))
    s.flush()


@paths.add("children of foreign rows in bulk", REFUSED)
def _(s):
    s.execute(insert(Comment), [{"body": "x", "task_id": 100}, {"body": "y", "task_id": 9200}])


@paths.add("multi-values", REFUSED)
def _(s):
    rows = [{"body": "x", "task_id": 100}, {"body": "y", "task_id": 9200}]
    s.execute(comments.insert().values(rows))


@paths.add("child moved", REFUSED)
def _(s):
    s.get(Comment, 1000).task_id = 9200
    s.flush()


@paths.add("insert from select of literals", REFUSED)
def _(s):
    s.execute(
        comments.insert().from_select(["body", "task_id"], select(literal("x"), literal(9200)))
    )


@paths.add("insert from select of expressions", REFUSED)
def _(s):
    source = select(literal("x"), literal(100) + 9100)
    s.execute(comments.insert().from_select(["body", "task_id"], source))


@paths.add("insert from a union of literals", REFUSED)
def _(s):
    source = select(tasks.c.title, tasks.c.id).union_all(select(literal("x"), literal(9200)))
    s.execute(comments.insert().from_select(["body", "task_id"], source))


@paths.add("upsert's SET", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s, comments).values(id=1000, body="x", task_id=100)
    set_ = {"task_id": 9200}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("INSERT in a CTE", REFUSED, "postgresql")
def _(s):
    cte = comments.insert().values(body="x", task_id=9200).returning(comments.c.body).cte()
    s.execute(select(cte.c.body))


@paths.add("account of another owner", REFUSED)
def _(s):
    s.execute(tasks.insert().values(title="x", priority=0, user_id=9002))
