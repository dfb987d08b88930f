"""An application's own constructs, which write SQL by themselves, in every place that takes one."""

from sqlalchemy import (
    ClauseElement,
    String,
    column,
    delete,
    func,
    insert,
    lambda_stmt,
    literal,
    select,
    update,
    values,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.sql import SyntaxExtension
from sqlalchemy.sql.expression import FromClause

from tests.data.isolation import mapped
from tests.data.isolation.models import Task, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.text import Smuggler
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks, countries = metadata.tables["tasks"], metadata.tables["countries"]


class Raw(FromClause):
    """Rows of which only a name is known."""

    _traverse_internals = []
    inherit_cache = True
    named_with_column = False
    name = "tasks"
    _from_objects = property(lambda self: [self])


class Arm(SyntaxExtension, ClauseElement):
    """A clause of an application's own."""

    _traverse_internals = []
    inherit_cache = True

    def apply_to_select(self, statement):
        statement.apply_syntax_extension_point(lambda known: [*known, self], "post_body")


@compiles(Arm)
def _(element, compiler, **kw):
    return "UNION SELECT title FROM tasks"


@paths.add("source that is a name", REFUSED)
def _(s):
    return rows(s, select(column("title")).select_from(Raw()))


@paths.add("source that is a name, in EXISTS", REFUSED)
def _(s):
    found = select(literal(1)).select_from(Raw()).where(column("user_id") == 9002)
    return rows(s, select(countries.c.name).where(found.exists()))


@paths.add("construct in rows of values", REFUSED)
def _(s):
    s.execute(insert(tasks).values([{"title": Smuggler(), "priority": 0, "user_id": 1}]))
    return rows(s, select(tasks.c.title))


@paths.add("construct in rows of tuples", REFUSED)
def _(s):
    row = (700, Smuggler(), None, 0, None, None, None, 1)
    s.execute(insert(tasks).values([row]))
    return rows(s, select(tasks.c.title))


@paths.add("construct within an expression in rows of values", REFUSED)
def _(s):
    row = {"title": func.lower(Smuggler()), "priority": 0, "user_id": 1}
    s.execute(insert(tasks).values([row]))
    return s.scalar(select(func.count()).where(tasks.c.title == "bob1"))


@paths.add("construct in VALUES", REFUSED, "postgresql")
def _(s):
    return rows(s, select(values(column("x", String), name="v").data([(Smuggler(),)]).c.x))


@paths.add("construct in the values of an execution", REFUSED)
def _(s):
    row = {"priority": 0, "user_id": 1}
    s.execute(insert(tasks).values(title=Smuggler()), [row, row])
    return rows(s, select(tasks.c.title))


@paths.add("construct in an object", REFUSED)
def _(s):
    s.get(mapped.Work, 100).title = Smuggler()
    s.flush()
    return rows(s, select(tasks.c.title))


@paths.add("construct in upsert's SET", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=100, title="x", priority=0, user_id=1)
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"title": Smuggler()}))
    return rows(s, select(tasks.c.title))


@paths.add("construct in upsert's WHERE", REFUSED, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=100, title="x", priority=0, user_id=1)
    told = Smuggler() == "BOB1"
    set_ = {"title": "told"}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_, where=told))
    return rows(s, select(tasks.c.title))


@paths.add("construct in the criteria of a loader of update()", REFUSED)
def _(s):
    told = with_loader_criteria(Task, Smuggler() == "BOB1")
    statement = update(Task).values(title="told").options(told)
    s.execute(statement.execution_options(synchronize_session=False))
    return rows(s, select(tasks.c.title))


@paths.add("construct in the criteria of a loader of delete()", REFUSED)
def _(s):
    told = with_loader_criteria(Task, Smuggler() == "BOB1")
    statement = delete(Task).where(Task.id == 101).options(told)
    s.execute(statement.execution_options(synchronize_session=False))
    return rows(s, select(tasks.c.title))


@paths.add("construct in the criteria of a loader of select()", REFUSED)
def _(s):
    told = with_loader_criteria(Task, Smuggler() == "BOB1")
    return [task.title for task in s.scalars(select(Task).options(told))]


@paths.add("construct in RETURNING", REFUSED, "sqlite", "postgresql")
def _(s):
    return rows(s, update(tasks).values(priority=5).returning(Smuggler()))


@paths.add("construct in LIMIT", REFUSED, "sqlite", "postgresql", leaks=False)
def _(s):
    return rows(s, select(countries.c.name).limit(func.length(Smuggler())))


@paths.add("construct in FOR UPDATE OF", REFUSED, "postgresql", leaks=False)
def _(s):
    return rows(s, select(countries.c.name).with_for_update(of=Smuggler()))


@paths.add("clause of an application's own", REFUSED)
def _(s):
    return rows(s, select(literal("x")).ext(Arm()))


@paths.add("construct in a lambda", REFUSED)
def _(s):
    return rows(s, lambda_stmt(lambda: select(Smuggler())))


@paths.add("construct in a lambda that inserts", REFUSED)
def _(s):
    s.execute(lambda_stmt(lambda: insert(tasks).values([{"title": Smuggler(), "user_id": 1}])))
    return rows(s, select(tasks.c.title))


@paths.add("construct in a lambda that updates", REFUSED)
def _(s):
    s.execute(lambda_stmt(lambda: update(tasks).values(title=Smuggler())))
    return rows(s, select(tasks.c.title))


@paths.add("construct in a lambda that deletes", REFUSED)
def _(s):
    gone = tasks.c.id == 101
    s.execute(lambda_stmt(lambda: delete(tasks).where(gone, Smuggler() == "BOB1")))
    return rows(s, select(tasks.c.title))


@paths.add("construct in a criterion's lambda", REFUSED)
def _(s):
    return rows(s, select(countries.c.name).where(lambda: Smuggler() == "BOB1"))
