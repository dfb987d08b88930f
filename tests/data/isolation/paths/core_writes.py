"""Core INSERT, UPDATE, DELETE and upsert."""

from sqlalchemy import bindparam, case, func, insert, literal, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from tests.data.isolation.models import Task, metadata
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, comments, links = (metadata.tables[n] for n in ("tasks", "comments", "task_tags"))


def upsert(s, table=tasks):
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[s.bind.dialect.name]
    return dialect.insert(table)


@paths.add("update(table)", HARMLESS)
def _(s):
    s.execute(tasks.update().values(title="changed"))


@paths.add("update(child table)", HARMLESS)
def _(s):
    s.execute(comments.update().values(body="changed"))


@paths.add("update(alias)", HARMLESS)
def _(s):
    alias = tasks.alias("x")
    s.execute(update(alias).where(alias.c.id == 9200).values(title="changed"))


@paths.add("delete(table)", HARMLESS)
def _(s):
    s.execute(comments.delete())
    s.execute(links.delete())


@paths.add("update where with OR", HARMLESS)
def _(s):
    s.execute(
        tasks.update().where((tasks.c.id == 100) | (tasks.c.id == 9200)).values(title="changed")
    )


@paths.add("update of a join", HARMLESS, "mysql")
def _(s):
    joined = tasks.join(comments)
    s.execute(update(joined).values({tasks.c.title: "changed", comments.c.body: "changed"}))


@paths.add("update of two tables", HARMLESS, "mysql")
def _(s):
    values = {tasks.c.title: "changed", comments.c.body: "changed"}
    s.execute(tasks.update().where(comments.c.task_id == tasks.c.id).values(values))


@paths.add("update with limit", HARMLESS, "mysql")
def _(s):
    s.execute(tasks.update().with_dialect_options(mysql_limit=5).values(title="changed"))


@paths.add("correlated update", HARMLESS)
def _(s):
    body = select(comments.c.body).where(comments.c.task_id == tasks.c.id).scalar_subquery()
    s.execute(tasks.update().values(slug=body))


@paths.add("connection.execute(update)", HARMLESS)
def _(s):
    s.connection().execute(tasks.update().values(title="changed"))


@paths.add("connection.execute(ORM insert)", REFUSED)
def _(s):
    s.connection().execute(insert(Task).values(title="x", user_id=9002))


@paths.add("insert of a foreign owner", REFUSED)
def _(s):
    s.execute(tasks.insert().values(title="x", priority=0, user_id=9002))


@paths.add("executemany, one foreign", REFUSED)
def _(s):
    rows = [{"title": "x", "priority": 0, "user_id": n} for n in (1, 9002)]
    s.execute(tasks.insert(), rows)


@paths.add("multi-values, one foreign", REFUSED)
def _(s):
    rows = [{"title": "x", "priority": 0, "user_id": n} for n in (1, 9002)]
    s.execute(tasks.insert().values(rows))


@paths.add("multi-values as tuples", REFUSED)
def _(s):
    rows = [(600, "x", None, 0, None, None, None, 9002)]
    s.execute(tasks.insert().values(rows))


@paths.add("owner as a bindparam", REFUSED)
def _(s):
    statement = tasks.insert().values(title="x", priority=0, user_id=bindparam("whoever"))
    s.execute(statement, {"whoever": 9002})


@paths.add("insert of a foreign key value", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.insert().values(id=9200, title="x", priority=0))


@paths.add("insert from select", HARMLESS)
def _(s):
    source = select(tasks.c.title, tasks.c.priority, tasks.c.user_id)
    s.execute(tasks.insert().from_select(["title", "priority", "user_id"], source))
    return sorted(s.scalars(select(Task.title)))


@paths.add("insert from select with a foreign owner", HARMLESS)
def _(s):
    source = select(literal("x"), literal(0), literal(9002))
    s.execute(tasks.insert().from_select(["title", "priority", "user_id"], source))


@paths.add("upsert onto a foreign key", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, title="changed", priority=0, user_id=1)
    set_ = {"title": statement.excluded.title}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("upsert onto a foreign unique value", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(title="changed", slug="BOB1", priority=0, user_id=1)
    set_ = {"title": "changed"}
    s.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=set_))


@paths.add("upsert with an OR in its criterion", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, title="changed", priority=0, user_id=1)
    where = (tasks.c.id == 1) | (tasks.c.id == 9200)
    s.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"title": "x"}, where=where)
    )


@paths.add("upsert that steals", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, title="x", priority=0, user_id=1)
    set_ = {"user_id": statement.excluded.user_id}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("upsert into a child table", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s, comments).values(id=9100, body="changed", task_id=100)
    set_ = {"body": "changed", "task_id": 100}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("ORM upsert", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s, Task).values(id=9200, title="changed", user_id=1)
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"title": "changed"}))


@paths.add("ON DUPLICATE KEY UPDATE", REFUSED, "mysql")
def _(s):
    statement = mysql.insert(tasks).values(id=9200, title="x", priority=0, user_id=1)
    s.execute(statement.on_duplicate_key_update(title="changed"))


@paths.add("ON DUPLICATE KEY UPDATE that gives nothing back", HARMLESS, "mysql")
def _(s):
    statement = mysql.insert(tasks).values(id=9200, title="x", priority=0, user_id=1).inline()
    new = statement.inserted
    s.execute(
        statement.on_duplicate_key_update(title=new.title, slug=func.concat(tasks.c.slug, "x"))
    )


@paths.add("ON DUPLICATE KEY UPDATE of the owner", REFUSED, "mysql")
def _(s):
    statement = mysql.insert(tasks).values(id=100, title="x", priority=0, user_id=1).inline()
    s.execute(statement.on_duplicate_key_update(user_id=9002))


@paths.add("ON DUPLICATE KEY UPDATE through a parent", HARMLESS, "mysql")
def _(s):
    statement = mysql.insert(comments).values(id=9100, body="changed", task_id=100).inline()
    s.execute(statement.on_duplicate_key_update(body="changed", task_id=100))


@paths.add("a CASE that points at another owner's project", REFUSED)
def _(s):
    chosen = case((tasks.c.priority > 0, 9020), else_=tasks.c.project_id)
    s.execute(tasks.update().values(project_id=chosen))


@paths.add("a CASE that points at one of two own projects", SAME)
def _(s):
    chosen = case((tasks.c.priority > 1, tasks.c.project_id), else_=None)
    s.execute(tasks.update().where(tasks.c.user_id == 1).values(project_id=chosen))
    return sorted(map(repr, s.execute(select(tasks.c.title, tasks.c.project_id))))


@paths.add("INSERT OR REPLACE", REFUSED, "sqlite")
def _(s):
    row = {"id": 9201, "title": "changed", "priority": 0, "user_id": 1}
    s.execute(tasks.insert().prefix_with("OR REPLACE").values(row))


@paths.add("UPDATE OR REPLACE", REFUSED, "sqlite")
def _(s):
    s.execute(tasks.update().prefix_with("OR REPLACE").where(tasks.c.id == 101).values(slug="BOB2"))


@paths.add("UPDATE in a CTE", HARMLESS, "postgresql")
def _(s):
    cte = tasks.update().values(title="changed").returning(tasks.c.title).cte()
    return sorted(s.scalars(select(cte.c.title)))


@paths.add("INSERT in a CTE", REFUSED, "postgresql")
def _(s):
    cte = tasks.insert().values(title="x", priority=0, user_id=9002).returning(tasks.c.title).cte()
    s.execute(select(cte.c.title))


@paths.add("add_cte(INSERT)", REFUSED, "postgresql")
def _(s):
    cte = tasks.insert().values(title="x", priority=0, user_id=9002).cte("added")
    s.execute(select(literal(1)).add_cte(cte))


@paths.add("DELETE in a CTE", HARMLESS, "postgresql")
def _(s):
    cte = comments.delete().returning(comments.c.body).cte()
    return sorted(s.scalars(select(cte.c.body)))


@paths.add("INSERT in a CTE with the execution's values", HARMLESS, "postgresql", leaks=False)
def _(s):
    cte = tasks.insert().values(title="x", priority=0).returning(tasks.c.title).cte()
    s.execute(select(cte.c.title), {"user_id": 9002, "project_id": 9020, "param_1": 9002})


@paths.add("delete with a table in USING twice", HARMLESS, "postgresql", "mysql", leaks=False)
def _(s):
    other = tasks.alias("other")
    s.execute(comments.delete().where(comments.c.task_id == other.c.id, other.c.priority == 9))
