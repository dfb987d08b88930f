"""What claims to be something else: stubs under own keys, tables mapped a second time, texts that say other letters."""

from sqlalchemy import Column, Integer, MetaData, String, Table, func, select, update
from sqlalchemy.orm import make_transient_to_detached, registry
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.functions import Function
from sqlmodel import col

from tests.data.isolation.models import Comment, Project, Tag, Task
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.loading import of
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS

other = registry()
_columns = Column("id", Integer, primary_key=True), Column("title", String(50))
_twin = Table("tasks", MetaData(), *_columns, Column("user_id", Integer))


@other.mapped
class Twin:
    """Tasks as somebody else maps them, as automap does."""

    __table__ = _twin


def claimed(s, model, key, **values):
    """An object that says it was read, of Bob's key and Alice's name."""
    found = model(id=key, user_id=1, **values)
    make_transient_to_detached(found)
    s.add(found)
    return found


@paths.add("table mapped a second time", SAME)
def _(s):
    return of(s.scalars(select(Twin)))


@paths.add("table mapped a second time, written", HARMLESS)
def _(s):
    s.execute(update(Twin).values(title="changed"))


@paths.add("stub of a table mapped a second time", HARMLESS)
def _(s):
    claimed(s, Twin, 9200, title="x").title = "changed"
    s.flush()


@paths.add("key that is set by hand", HARMLESS)
def _(s):
    task = s.get(Task, 100)
    set_committed_value(task, "id", 9200)
    task.title = "changed"
    s.flush()


@paths.add("stub that is expired", HARMLESS)
def _(s):
    task = claimed(s, Task, 9200, title="x")
    s.expire(task)
    return task.title


@paths.add("collection of a stub", HARMLESS)
def _(s):
    project = claimed(s, Project, 9020, name="x")
    s.refresh(project, ["tasks"])
    return of(project.tasks)


@paths.add("row put into the collection of a stub", HARMLESS)
def _(s):
    project = claimed(s, Project, 9020, name="x")
    set_committed_value(project, "tasks", [])
    with s.no_autoflush:
        project.tasks.append(s.get(Task, 101))
    s.flush()


@paths.add("stub put into a collection of links", HARMLESS)
def _(s):
    task = s.get(Task, 101)
    set_committed_value(task, "tags", [])
    task.tags.append(claimed(s, Tag, 9040, name="x"))
    s.flush()


@paths.add("relationship of an object that is not saved", SAME)
def _(s):
    task = Task(title="x", project_id=9020, user_id=1)
    s.enable_relationship_loading(task)
    return task.project and task.project.name


@paths.add("relationship of a pending object", HARMLESS)
def _(s):
    with s.no_autoflush:
        comment = Comment(body="x", task_id=9200)
        s.add(comment)
        s.enable_relationship_loading(comment)
        title = comment.task and comment.task.title
        s.expunge(comment)
    return title


@paths.add("owner by sqlmodel_update", REFUSED)
def _(s):
    s.get(Task, 101).sqlmodel_update({"user_id": 9002})
    s.flush()


@paths.add("foreign key by sqlmodel_update", REFUSED)
def _(s):
    s.get(Task, 101).sqlmodel_update({"project_id": 9020})
    s.flush()


class Sly(str):
    """A text that calls itself another when it is looked at."""

    def __new__(cls, letters, said):
        made = super().__new__(cls, letters)
        made.said = said
        return made

    def lower(self):
        return self.said


@paths.add("function whose name says other letters", REFUSED, "postgresql")
def _(s):
    query = "SELECT title FROM tasks", True, False, ""
    return rows(s, select(func.coalesce(Function(Sly("query_to_xml", "lower"), *query))))


@paths.add("operator that says other letters", REFUSED)
def _(s):
    operator = Sly(", (SELECT max(title) FROM tasks), ", "and")
    return rows(s, select(col(Task.title).op(operator)("x")))
