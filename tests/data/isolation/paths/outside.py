"""Objects that were read elsewhere and kept: merged, found again and given back."""

from sqlalchemy import select
from sqlalchemy.orm import loading
from sqlmodel import Session

from tests.data.isolation.models import Comment, Tag, Task
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS


def everybody(s):
    """A session beside this one, as of an administrator's."""
    engine = s.bind.engine
    return Session(getattr(engine, "_proxied", engine), expire_on_commit=False)


def kept(s, *keys):
    """Tasks that such a session has read."""
    with everybody(s) as other:
        found = [task for key in keys if (task := other.get(Task, key)) is not None]
        other.expunge_all()
        return found


@paths.add("merge_all without a look at the rows", REFUSED)
def _(s):
    return [task.title for task in s.merge_all(kept(s, 100, 9200), load=False)]


@paths.add("merge_all", HARMLESS, leaks=False)
def _(s):
    s.merge_all(kept(s, 100, 9200))
    s.flush()


@paths.add("result that was kept", REFUSED)
def _(s):
    with everybody(s) as other:
        frozen = other.execute(select(Task)).freeze()
    found = loading.merge_frozen_result(s, select(Task), frozen, load=False)()
    return [task.title for task in found.scalars()]


@paths.add("result that was kept, read again", HARMLESS)
def _(s):
    with everybody(s) as other:
        frozen = other.execute(select(Task).where(Task.id > 9000)).freeze()
    found = loading.merge_frozen_result(s, select(Task), frozen, load=True)()
    return [task.title for task in found.scalars()]


@paths.add("Query.merge_result", REFUSED)
def _(s):
    return [task.title for task in s.query(Task).merge_result(kept(s, 100, 9200), load=False)]


@paths.add("list of objects deleted", HARMLESS)
def _(s):
    for task in kept(s, 9201):
        s.delete(task)
    s.flush()


@paths.add("relationships of an object that is not in the session", HARMLESS)
def _(s):
    task = Task(id=9200, title="x", user_id=1, project_id=9020)
    s.enable_relationship_loading(task)
    return [comment.body for comment in task.comments], task.project


@paths.add("parent of an object that is not in the session", HARMLESS)
def _(s):
    comment = Comment(id=5, body="x", task_id=9200)
    s.enable_relationship_loading(comment)
    return comment.task


@paths.add("tags of an object that is not in the session", HARMLESS)
def _(s):
    task = Task(id=9200, title="x", user_id=1)
    s.enable_relationship_loading(task)
    return [tag.name for tag in task.tags]


@paths.add("row under another identity token", SAME)
def _(s):
    found = s.get(Task, 9200, identity_token="x")
    return found and found.title


@paths.add("row looked up for an update", SAME)
def _(s):
    found = s.get(Task, 9200, with_for_update=True)
    return found and found.title


@paths.add("rows under an identity token", SAME)
def _(s):
    statement = select(Task).execution_options(identity_token="x")
    return sorted(task.title for task in s.scalars(statement))


@paths.add("link to a tag that was read elsewhere", HARMLESS)
def _(s):
    with everybody(s) as other:
        tag = other.get(Tag, 9040)
        other.expunge_all()
    task = s.get(Task, 100)
    with s.no_autoflush:
        task.tags.append(s.merge(tag))
    s.flush()


@paths.add("child moved by its relationship to a stub", HARMLESS)
def _(s):
    comment = s.get(Comment, 1000)
    comment.task = s.merge(Task(id=9200, title="x", user_id=1))
    s.flush()
