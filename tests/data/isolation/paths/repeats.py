"""What is said twice in a statement, and values that are not what they call themselves."""

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import mysql

from tests.data.isolation.models import Task, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, comments = metadata.tables["tasks"], metadata.tables["comments"]
mine = tasks.c.id == 100
new = {"title": "x", "priority": 0}


class Sly(int):
    """A number that is equal to every other, and is found where another one is looked for."""

    found_as = 0

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return hash(self.found_as)


def sly(value, found_as):
    made = Sly(value)
    made.found_as = found_as
    return made


def swapped():
    """A description of the tasks in which the owner's column and the title have each other's keys."""
    return Table(
        "tasks",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("title", String(50), key="user_id"),
        Column("user_id", Integer, key="title"),
        Column("priority", Integer),
        Column("slug", String(50)),
    )


@paths.add("foreign key by its column and by its name", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.update().where(mine).values({tasks.c.project_id: 10, "project_id": 9020}))


@paths.add("foreign key by its name and by its column", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.update().where(mine).values({"project_id": 10, tasks.c.project_id: 9020}))


@paths.add("owner by its column and by its name", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.update().where(mine).values({tasks.c.user_id: 1, "user_id": 9002}))


@paths.add("new owner by its column and by its name", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.insert().values({tasks.c.user_id: 1, "user_id": 9002} | new))


@paths.add("new owner by its name and by its column", HARMLESS, leaks=False)
def _(s):
    s.execute(tasks.insert().values({"user_id": 1, tasks.c.user_id: 9002} | new))


@paths.add("new foreign key by its column and by its name", HARMLESS, leaks=False)
def _(s):
    both = {"user_id": 1, tasks.c.project_id: 10, "project_id": 9020}
    s.execute(tasks.insert().values(both | new))


@paths.add("new foreign key twice in rows", HARMLESS, leaks=False)
def _(s):
    both = {"user_id": 1, tasks.c.project_id: 10, "project_id": 9020}
    s.execute(tasks.insert().values([both | new]))


@paths.add("attribute and its name", REFUSED)
def _(s):
    s.execute(update(Task).where(mine).values({Task.project_id: 10, "project_id": 9020}))


@paths.add("attribute and its column", REFUSED)
def _(s):
    s.execute(update(Task).where(mine).values({Task.project_id: 10, tasks.c.project_id: 9020}))


@paths.add("foreign key twice in order", HARMLESS, leaks=False)
def _(s):
    both = ((tasks.c.project_id, 10), ("project_id", 9020))
    s.execute(update(tasks).where(mine).ordered_values(*both))


@paths.add("upsert's SET twice", HARMLESS, "sqlite", "postgresql", leaks=False)
def _(s):
    statement = upsert(s).values(id=100, user_id=1, **new)
    set_ = {"project_id": 10, tasks.c.project_id: 9020}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("ON DUPLICATE KEY UPDATE twice", HARMLESS, "mysql", leaks=False)
def _(s):
    statement = mysql.insert(tasks).values(id=100, user_id=1, **new).inline()
    s.execute(statement.on_duplicate_key_update([("project_id", 10), ("project_id", 9020)]))


@paths.add("foreign key in the statement and in its execution", REFUSED)
def _(s):
    s.execute(tasks.update().where(mine).values(project_id=10), {"project_id": 9020})


@paths.add("new foreign key in the statement and in its execution", REFUSED)
def _(s):
    row = {"project_id": 9020, "user_id": 1}
    s.execute(tasks.insert().values(project_id=10, **new), row)


@paths.add("new owner in the statement and in its execution", REFUSED)
def _(s):
    s.execute(tasks.insert().values(user_id=1, **new), {"user_id": 9002})


@paths.add("rows in the statement, and their parameters in its execution", HARMLESS)
def _(s):
    row = {"user_id": 1, "project_id": 10, **new}
    said = {"project_id": 9020, "project_id_m1": 9020, "user_id_m1": 9002}
    s.execute(tasks.insert().values([row, row]), said)


@paths.add("update of many rows by parameters, one foreign", REFUSED)
def _(s):
    statement = tasks.update().where(tasks.c.id == bindparam("row"))
    statement = statement.values(project_id=bindparam("project"))
    s.connection().execute(statement, [{"row": 100, "project": 10}, {"row": 101, "project": 9020}])


@paths.add("column of an INSERT ... SELECT twice", REFUSED, leaks=False)
def _(s):
    source = select(literal("x"), literal(0), literal(10), literal(9020))
    names = ["title", "priority", "project_id", "project_id"]
    s.execute(tasks.insert().from_select(names, source, include_defaults=False))


@paths.add("column of an INSERT ... SELECT by itself and by its name", REFUSED, leaks=False)
def _(s):
    source = select(literal("x"), literal(0), literal(10), literal(9020))
    names = ["title", "priority", tasks.c.project_id, "project_id"]
    s.execute(tasks.insert().from_select(names, source))


@paths.add("owner of an INSERT ... SELECT twice", REFUSED, leaks=False)
def _(s):
    source = select(literal("x"), literal(0), literal(1), literal(9002))
    s.execute(tasks.insert().from_select(["title", "priority", "user_id", "user_id"], source))


@paths.add("parent of an INSERT ... SELECT twice", REFUSED, leaks=False)
def _(s):
    source = select(literal("x"), literal(100), literal(9200))
    s.execute(comments.insert().from_select(["body", "task_id", "task_id"], source))


@paths.add("value that calls itself the row's own key", REFUSED)
def _(s):
    s.execute(tasks.insert().values(id=500, parent_id=sly(9200, 500), user_id=1, **new))


@paths.add("value that calls itself another row's", REFUSED)
def _(s):
    projects = (10, sly(9020, 10))
    s.execute(tasks.insert(), [{"project_id": one, "user_id": 1, **new} for one in projects])


@paths.add("object whose value calls itself another row's", REFUSED)
def _(s):
    for one in (10, sly(9020, 10)):
        s.add(Task(project_id=one, user_id=1, **new))
    s.flush()


@paths.add("value that is hidden in the text", REFUSED)
def _(s):
    hidden = bindparam("x", 9020, Integer, literal_execute=True)
    s.execute(tasks.update().where(mine).values(project_id=hidden))


@paths.add("new value that is hidden in the text", REFUSED)
def _(s):
    hidden = bindparam("x", 9020, Integer, literal_execute=True)
    s.execute(tasks.insert().values(project_id=hidden, user_id=1, **new))


@paths.add("parent that is hidden in the text", REFUSED)
def _(s):
    hidden = bindparam("x", 9200, Integer, literal_execute=True)
    s.execute(comments.insert().values(body="x", task_id=hidden))


@paths.add("owner that is hidden in the text", REFUSED)
def _(s):
    hidden = bindparam("x", 9002, Integer, literal_execute=True)
    s.execute(tasks.insert().values(user_id=hidden, **new))


@paths.add("owner that is hidden in the text of rows", REFUSED)
def _(s):
    hidden = bindparam("x", 9002, Integer, literal_execute=True)
    s.execute(tasks.insert().values([{"user_id": hidden, **new}]))


@paths.add("foreign key of an INSERT ... SELECT that is hidden in the text", REFUSED)
def _(s):
    hidden = bindparam("x", 9020, Integer, literal_execute=True)
    source = select(literal("x"), literal(0), hidden, literal(1))
    names = ["title", "priority", "project_id", "user_id"]
    s.execute(tasks.insert().from_select(names, source))


@paths.add("foreign key that is a list", HARMLESS)
def _(s):
    listed = bindparam("x", [9020], Integer, expanding=True)
    s.execute(tasks.update().where(mine).values(project_id=listed))


@paths.add("value that is another one each time", HARMLESS, leaks=False)
def _(s):
    calls = iter([10, 9020, 9020, 9020])
    changing = bindparam("x", callable_=lambda: next(calls), type_=Integer)
    s.execute(tasks.update().where(mine).values(project_id=changing))


@paths.add("keys of columns exchanged", REFUSED)
def _(s):
    other = swapped()
    s.execute(update(other).where(other.c.id == 100).values(title=9002))


@paths.add("keys of columns exchanged, inserted", REFUSED)
def _(s):
    s.execute(insert(swapped()).values(title=9002, user_id="x", priority=0))


@paths.add("last row of an upsert onto a foreign unique value", HARMLESS, "mysql", leaks=False)
def _(s):
    statement = mysql.insert(tasks).values(slug="BOB1", user_id=1, **new).inline()
    return s.execute(statement.on_duplicate_key_update(title="changed")).lastrowid in (9200, 9201)


@paths.add("key of a conflicting row given back by the server", REFUSED, "mysql", leaks=False)
def _(s):
    statement = mysql.insert(tasks).values(slug="BOB1", user_id=1, **new).inline()
    key = func.last_insert_id(tasks.c.id)
    return s.execute(statement.on_duplicate_key_update(id=key)).lastrowid


@paths.add("default that asks the database", SAME)
def _(s):
    def ask(context):
        return str(context.connection.scalar(select(func.count(tasks.c.id))))

    twin = Table(
        "tasks",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("title", String(50), default=ask),
        Column("priority", Integer),
        Column("user_id", Integer),
    )
    s.execute(insert(twin).values(priority=0, user_id=1))
    return rows(s, select(twin.c.title))
