"""Writes through the unit of work and ORM statements."""

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.orm import aliased, make_transient_to_detached
from sqlmodel import col

from tests.data.isolation.models import Comment, Project, Tag, Task, TaskTag, User
from tests.data.isolation.paths.loading import foreign
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS


def flushed(s, *objects):
    s.add_all(objects)
    s.flush()


def detached(made):
    make_transient_to_detached(made)
    return made


@paths.add("add with a foreign owner", REFUSED)
def _(s):
    flushed(s, Task(title="x", user_id=9002))


@paths.add("add with a foreign owner by relationship", HARMLESS)
def _(s):
    flushed(s, Task(title="x", user=foreign(s, User, 9002)))


@paths.add("give away", REFUSED)
def _(s):
    s.get(Task, 100).user_id = 9002
    s.flush()


@paths.add("disown", HARMLESS, leaks=False)
def _(s):
    s.execute(update(Task).where(col(Task.id) == 100).values(user_id=None))


@paths.add("steal by a stub", HARMLESS)
def _(s):
    made = detached(Task(id=9200, title="x", user_id=1))
    s.add(made)
    made.title = "changed"
    s.flush()


@paths.add("update by a stub without owner", HARMLESS)
def _(s):
    made = detached(Task(id=9200, title="x"))
    s.add(made)
    made.title = "changed"
    s.flush()


@paths.add("delete by a stub", HARMLESS)
def _(s):
    s.delete(detached(Comment(id=9100, body="x", task_id=100)))
    s.flush()


@paths.add("delete by a stub that claims the owner", HARMLESS)
def _(s):
    s.delete(detached(Task(id=9201, title="x", user_id=1)))
    s.flush()


@paths.add("merge onto a foreign key", HARMLESS)
def _(s):
    s.merge(Task(id=9200, title="changed", user_id=1))
    s.flush()


@paths.add("foreign object edited", HARMLESS)
def _(s):
    task = foreign(s)
    s.add(task)
    task.title = "changed"
    s.flush()


@paths.add("foreign object deleted", HARMLESS)
def _(s):
    s.delete(foreign(s, Comment, 9100))
    s.flush()


@paths.add("update()", HARMLESS)
def _(s):
    return s.execute(update(Task).values(title="changed")).rowcount


@paths.add("update() with an expression", HARMLESS)
def _(s):
    s.execute(update(Task).values(title=Task.title + "!"))


@paths.add("update() by key", HARMLESS)
def _(s):
    return s.execute(update(Task).where(col(Task.id) == 9200).values(title="changed")).rowcount


@paths.add("update() with synchronize_session=fetch", HARMLESS)
def _(s):
    statement = update(Task).values(title="changed")
    s.execute(statement, execution_options={"synchronize_session": "fetch"})


@paths.add("update() of the owner", REFUSED)
def _(s):
    s.execute(update(Task).where(col(Task.id) == 100).values(user_id=9002))


@paths.add("update() of the owner by an expression", REFUSED)
def _(s):
    s.execute(update(Task).where(col(Task.id) == 100).values(user_id=Task.user_id + 9001))


@paths.add("update() of the owner in order", REFUSED)
def _(s):
    statement = update(Task).where(col(Task.id) == 100)
    s.execute(statement.ordered_values((Task.title, "x"), (Task.user_id, 9002)))


@paths.add("update by key (list of rows)", HARMLESS)
def _(s):
    s.execute(update(Task), [{"id": 9200, "title": "changed"}, {"id": 100, "title": "x"}])


@paths.add("update by key sets the owner", REFUSED)
def _(s):
    s.execute(update(Task), [{"id": 100, "user_id": 9002}])


@paths.add("update() of an alias", HARMLESS)
def _(s):
    s.execute(update(aliased(Task)).values(title="changed"))


@paths.add("delete()", HARMLESS)
def _(s):
    s.execute(delete(Comment))
    s.execute(delete(TaskTag))
    return s.execute(delete(Task)).rowcount


@paths.add("delete() by key", HARMLESS)
def _(s):
    return s.execute(delete(Comment).where(col(Comment.id) == 9100)).rowcount


@paths.add("query.update and query.delete", HARMLESS)
def _(s):
    s.query(Task).update({"title": "changed"})
    s.query(Comment).delete()


@paths.add("update from another entity", HARMLESS)
def _(s):
    statement = update(Task).where(Task.project_id == Project.id).values(title=Project.name)
    s.execute(statement, execution_options={"synchronize_session": False})


@paths.add("update with a foreign value", HARMLESS)
def _(s):
    value = select(Project.name).where(col(Project.id) == 9020).scalar_subquery()
    s.execute(update(Task).where(col(Task.id) == 100).values(slug=value))
    return s.scalar(select(Task.slug).where(col(Task.id) == 100))


@paths.add("update().returning()", HARMLESS, "sqlite", "postgresql")
def _(s):
    return [r.title for r in s.execute(update(Task).values(priority=3).returning(Task.title))]


@paths.add("delete() with another entity", HARMLESS, "postgresql", "mysql")
def _(s):
    statement = delete(Comment).where(Comment.task_id == Task.id)
    s.execute(statement, execution_options={"synchronize_session": False})


@paths.add("insert() of rows, one foreign", REFUSED)
def _(s):
    s.execute(insert(Task), [{"title": "x", "user_id": 1}, {"title": "y", "user_id": 9002}])


@paths.add("insert().values of a foreign owner", REFUSED)
def _(s):
    s.execute(insert(Task).values(title="x", user_id=9002))


@paths.add("insert().values of an expression as owner", REFUSED)
def _(s):
    s.execute(insert(Task).values(title="x", user_id=literal(1) + 9001))


@paths.add("insert().values of a subquery as owner", REFUSED)
def _(s):
    s.execute(
        insert(Task).values(
            title="x", user_id=select(User.id).where(User.id == 9002).scalar_subquery()
        )
    )


@paths.add("bulk_insert_mappings", REFUSED)
def _(s):
    s.bulk_insert_mappings(Task, [{"title": "x", "user_id": 9002}])


@paths.add("bulk_save_objects", REFUSED)
def _(s):
    s.bulk_save_objects([Task(title="x", user_id=9002)])


@paths.add("bulk_update_mappings", HARMLESS)
def _(s):
    s.bulk_update_mappings(Task, [{"id": 9200, "title": "changed"}])


@paths.add("insert().values of attributes", REFUSED)
def _(s):
    s.execute(insert(Task).values({Task.title: "x", Task.user_id: 9002}))


@paths.add("a new owner", REFUSED, leaks=False)
def _(s):
    flushed(s, User(email="x"))


@paths.add("own account by another key", REFUSED, leaks=False)
def _(s):
    s.execute(update(User).values(id=3))


@paths.add("another account", HARMLESS)
def _(s):
    s.execute(update(User).where(col(User.id) == 9002).values(email="changed"))


@paths.add("delete of a parent touches foreign children", HARMLESS, leaks=False)
def _(s):
    tag = s.get(Tag, 30)
    s.delete(tag)
    s.flush()
