"""Relationships, refreshes and the identity map."""

from sqlalchemy import select
from sqlalchemy.orm import (
    contains_eager,
    joinedload,
    make_transient_to_detached,
    selectinload,
    subqueryload,
    undefer,
    with_parent,
)
from sqlmodel import Session

from tests.data.isolation.models import Comment, Country, Project, Tag, Task, User
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS


def of(tasks) -> list[str]:
    return sorted(t.title for t in tasks)


def foreign(s, model=Task, key=9200):
    """An object of Bob's, as another session left it."""
    with Session(s.bind.engine._proxied if hasattr(s.bind.engine, "_proxied") else s.bind) as other:
        found = other.get(model, key)
        other.expunge(found)
        return found


@paths.add("lazy collection of a shared parent", SAME)
def _(s):
    return of(s.get(Country, 1).tasks)


@paths.add("lazy load after expire and refresh", SAME)
def _(s):
    country = s.get(Country, 1)
    s.refresh(country)
    s.expire(country)
    return of(country.tasks)


@paths.add("refresh of one collection", SAME)
def _(s):
    country = s.get(Country, 1)
    s.refresh(country, attribute_names=["tasks"])
    return of(country.tasks)


@paths.add("lazy load after commit", SAME)
def _(s):
    country = s.get(Country, 1)
    s.commit()
    return of(country.tasks)


@paths.add("lazy load of a parent attached again", SAME)
def _(s):
    country = s.get(Country, 1)
    s.expunge(country)
    s.add(country)
    return of(country.tasks)


@paths.add("lazy load of a parent that was merged", SAME)
def _(s):
    return of(s.merge(Country(id=1, name="Utopia")).tasks)


@paths.add("selectinload", SAME)
def _(s):
    return of(s.scalars(select(Country).options(selectinload(Country.tasks))).one().tasks)


@paths.add("joinedload", SAME)
def _(s):
    return of(s.scalars(select(Country).options(joinedload(Country.tasks))).unique().one().tasks)


@paths.add("joinedload of two levels", SAME)
def _(s):
    load = joinedload(Country.tasks).joinedload(Task.comments)
    tasks = s.scalars(select(Country).options(load)).unique().one().tasks
    return sorted(c.body for t in tasks for c in t.comments)


@paths.add("subqueryload", SAME)
def _(s):
    return of(s.scalars(select(Country).options(subqueryload(Country.tasks))).one().tasks)


@paths.add("contains_eager", SAME)
def _(s):
    statement = select(Country).outerjoin(Country.tasks).options(contains_eager(Country.tasks))
    return of(s.scalars(statement).unique().one().tasks)


@paths.add("with_parent of a shared parent", SAME)
def _(s):
    return of(s.scalars(select(Task).where(with_parent(s.get(Country, 1), Country.tasks))))


@paths.add("selectin through a secondary table and back", SAME)
def _(s):
    load = selectinload(Task.tags).selectinload(Tag.tasks)
    return sorted(
        t.title for x in s.scalars(select(Task).options(load)) for g in x.tags for t in g.tasks
    )


@paths.add("column_property that counts", SAME)
def _(s):
    return s.scalars(select(Country).options(undefer(Country.task_count))).one().task_count


@paths.add("deferred column_property", SAME)
def _(s):
    return s.get(Country, 1).task_count


@paths.add("foreign object added", HARMLESS)
def _(s):
    s.add(foreign(s))
    return s.get(Task, 9200).title


@paths.add("foreign child added, then read", HARMLESS)
def _(s):
    s.add(foreign(s, Comment, 9100))
    found = s.get(Comment, 9100)
    return found.body


@paths.add("foreign child changed and added", HARMLESS)
def _(s):
    comment = foreign(s, Comment, 9100)
    comment.body = "changed"
    s.add(comment)
    s.flush()


@paths.add("merge(load=False)", REFUSED)
def _(s):
    return s.merge(foreign(s), load=False).title


@paths.add("merge of a foreign object", HARMLESS)
def _(s):
    return s.merge(foreign(s)).title, s.flush()


@paths.add("refresh of a stub", HARMLESS)
def _(s):
    made = Task(id=9200, title="x")
    make_transient_to_detached(made)
    s.add(made)
    s.refresh(made)
    return made.title


@paths.add("expired attribute of a stub", HARMLESS)
def _(s):
    made = Task(id=9200, title="x")
    make_transient_to_detached(made)
    s.add(made)
    s.expire(made)
    return made.title


@paths.add("lazy load of a stub", HARMLESS)
def _(s):
    made = Project(id=9020, name="x", user_id=1)
    make_transient_to_detached(made)
    s.add(made)
    return of(made.tasks)


@paths.add("foreign child's parent", HARMLESS)
def _(s):
    comment = foreign(s, Comment, 9100)
    s.add(comment)
    return comment.task.title


@paths.add("foreign object by cascade", HARMLESS)
def _(s):
    s.add(Task(title="x", user_id=1, project=foreign(s, Project, 9020)))
    s.flush()


@paths.add("write-only walk over a user", SAME)
def _(s):
    return [of(u.tasks) for u in s.scalars(select(User))]


@paths.add("another engine by bind_arguments", REFUSED)
def _(s):
    other = s.bind.engine._proxied if hasattr(s.bind.engine, "_proxied") else s.bind
    return of(s.scalars(select(Task), bind_arguments={"bind": other}))


@paths.add("session.bind exchanged", REFUSED)
def _(s):
    s.bind = s.bind.engine._proxied if hasattr(s.bind.engine, "_proxied") else s.bind
    return of(s.scalars(select(Task)))


@paths.add("identity map after expire_all", SAME)
def _(s):
    of(s.scalars(select(Task)))
    s.expire_all()
    return s.get(Task, 9200) is None, of(s.scalars(select(Task)))
