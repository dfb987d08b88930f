"""Doors beside a statement: sessions, connections, events, pickles, shards, options and transactions."""

import pickle

from sqlalchemy import event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    Session,
    aliased,
    make_transient,
    make_transient_to_detached,
    scoped_session,
    selectinload,
    sessionmaker,
)
from sqlalchemy.orm.util import identity_key
from sqlmodel import col

from tests.data.isolation.models import Comment, Country, Project, Tag, Task, TaskTag, metadata
from tests.data.isolation.paths.core_writes import upsert
from tests.data.isolation.paths.entities import rows
from tests.data.isolation.paths.loading import foreign, of
from tests.data.isolation.world import Outcome, Paths

paths = Paths()
SAME, REFUSED, HARMLESS = Outcome.SAME, Outcome.REFUSED, Outcome.HARMLESS
tasks = metadata.tables["tasks"]


def plain(s):
    """The application's engine."""
    return getattr(s.bind.engine, "_proxied", s.bind.engine)


@paths.add("pickled object of another owner", HARMLESS)
def _(s):
    found = pickle.loads(pickle.dumps(foreign(s)))
    s.add(found)
    return s.get(Task, 9200).title


@paths.add("pickled parent whose collection is read", SAME)
def _(s):
    country = s.get(Country, 1)
    s.expunge(country)
    found = pickle.loads(pickle.dumps(country))
    s.add(found)
    return of(found.tasks)


@paths.add("pickled loader option", SAME)
def _(s):
    load = pickle.loads(pickle.dumps(selectinload(Country.tasks)))
    return of(s.scalars(select(Country).options(load)).one().tasks)


@paths.add("connection of another engine", REFUSED)
def _(s):
    connection = s.connection(bind_arguments={"bind": plain(s)})
    return sorted(map(tuple, connection.execute(select(tasks.c.title))))


@paths.add("statement compiled to text", REFUSED)
def _(s):
    compiled = str(select(Task.title).compile(plain(s)))
    return sorted(map(tuple, s.connection().exec_driver_sql(compiled)))


@paths.add("object made transient and added again", HARMLESS, leaks=False)
def _(s):
    found = foreign(s)
    make_transient(found)
    found.title = "changed"
    s.add(found)
    s.flush()


@paths.add("stub under another identity token", HARMLESS)
def _(s):
    found = s.get(Task, 9200, identity_token="shard")
    return found and found.title


@paths.add("lookup in the identity map", SAME, leaks=False)
def _(s):
    return s.identity_map.get(identity_key(Task, 9200))


@paths.add("event that exchanges the statement", SAME)
def _(s):
    def exchange(state):
        state.statement = select(Task).where(col(Task.id) > 0)

    event.listen(s, "do_orm_execute", exchange)
    return of(s.scalars(select(Task).where(col(Task.id) == 100)))


@paths.add("event that sets another owner while flushing", REFUSED)
def _(s):
    def give(session, context, instances):
        for task in session.new:
            task.user_id = 9002

    event.listen(s, "before_flush", give)
    s.add(Task(title="x"))
    s.flush()


@paths.add("session made from the session's connection", SAME)
def _(s):
    with sessionmaker(s.connection())() as other:
        return of(other.scalars(select(Task)))


@paths.add("session made from the session's engine", SAME)
def _(s):
    other = scoped_session(sessionmaker(s.get_bind()))
    try:
        return of(other.scalars(select(Task)))
    finally:
        other.remove()


@paths.add("session that joins by savepoint", HARMLESS)
def _(s):
    with Session(s.connection(), join_transaction_mode="create_savepoint") as other:
        other.execute(update(Task).values(title="changed"))
        other.commit()


@paths.add("binds by class", REFUSED)
def _(s):
    s.bind_mapper(Task, plain(s))
    return of(s.scalars(select(Task)))


@paths.add("binds by table", REFUSED)
def _(s):
    s.bind_table(tasks, plain(s))
    return rows(s, select(tasks.c.title))


@paths.add("get with bind_arguments", REFUSED)
def _(s):
    return s.get(Task, 9200, bind_arguments={"bind": plain(s)}).title


@paths.add("a connection of the application's engine as bind", REFUSED, leaks=False)
def _(s):
    with plain(s).connect() as connection:
        return of(s.scalars(select(Task), bind_arguments={"bind": connection}))


@paths.add("options of the connection", SAME)
def _(s):
    connection = s.connection(execution_options={"isolation_level": "SERIALIZABLE"})
    return rows(connection, select(tasks.c.title))


@paths.add("schema_translate_map of a statement", HARMLESS, "postgresql", "sqlite", leaks=False)
def _(s):
    schema = {"sqlite": "main", "postgresql": "public"}[s.bind.dialect.name]
    options = {"schema_translate_map": {None: schema}}
    return rows(s, select(tasks.c.title).execution_options(**options))


@paths.add("compiled_cache of another session", SAME)
def _(s):
    cache = {}
    with plain(s).connect().execution_options(compiled_cache=cache) as everybody:
        everybody.execute(select(tasks.c.title)).all()
    return rows(s.connection(execution_options={"compiled_cache": cache}), select(tasks.c.title))


@paths.add("no cache of compiled statements", SAME)
def _(s):
    return rows(s.connection(execution_options={"compiled_cache": None}), select(tasks.c.title))


@paths.add("query with another source", SAME)
def _(s):
    part = aliased(Task, s.query(Task).subquery())
    return of(s.query(part)), s.query(part).filter(part.id == 9200).count()


@paths.add("query.get, exists and update", HARMLESS)
def _(s):
    found = s.query(s.query(Task).filter(Task.title == "BOB1").exists()).scalar()
    s.query(Task).filter(Task.id == 9200).update({"title": "changed"}, synchronize_session="fetch")
    return bool(found) and "BOB"


@paths.add("update() with synchronize_session=evaluate", HARMLESS)
def _(s):
    of(s.scalars(select(Task)))
    options = {"synchronize_session": "evaluate"}
    s.execute(update(Task).values(title="changed"), execution_options=options)


@paths.add("savepoint that is rolled back", HARMLESS)
def _(s):
    with s.begin_nested() as savepoint:
        s.execute(update(Task).values(title="changed"))
        savepoint.rollback()
    s.execute(update(Task).values(title="changed"))
    return of(s.scalars(select(Task)))


@paths.add("rollback, and on", SAME)
def _(s):
    of(s.scalars(select(Task)))
    s.rollback()
    return of(s.scalars(select(Task)))


@paths.add("close, and on", SAME)
def _(s):
    s.get(Task, 100)
    s.close()
    return of(s.scalars(select(Task)))


@paths.add("reset, and on", SAME)
def _(s):
    s.reset()
    return of(s.scalars(select(Task)))


@paths.add("insert().from_select() by ORM entities", HARMLESS)
def _(s):
    source = select(Task.title, Task.priority, Task.user_id).where(col(Task.user_id) == 9002)
    s.execute(insert(Task).from_select(["title", "priority", "user_id"], source))
    return of(s.scalars(select(Task)))


@paths.add("insert().from_select() without the owner", HARMLESS)
def _(s):
    names = ["title", "priority", "project_id", "user_id"]
    source = select(Task.title, Task.priority, Task.project_id, Task.user_id)
    s.execute(insert(Task).from_select(names, source))
    return of(s.scalars(select(Task)))


@paths.add("insert().values() of another owner's title", HARMLESS)
def _(s):
    stolen = select(Project.name).where(col(Project.id) == 9020).scalar_subquery()
    s.execute(insert(Task).values(title="x", slug=stolen, priority=1, user_id=1))
    return sorted(map(str, s.scalars(select(Task.slug))))


@paths.add("upsert with set_ from the new row", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, title="changed", priority=0, project_id=10, user_id=1)
    set_ = {"title": statement.excluded.title, "project_id": statement.excluded.project_id}
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


@paths.add("upsert that gives back another owner's row", HARMLESS, "sqlite", "postgresql")
def _(s):
    statement = upsert(s).values(id=9200, title="x", priority=0, user_id=1)
    changed = statement.on_conflict_do_update(index_elements=["id"], set_={"priority": 1})
    return [r.title for r in s.execute(changed.returning(tasks.c.title, tasks.c.slug))] and "BOB"


@paths.add(
    "upsert that does nothing, and gives back", HARMLESS, "sqlite", "postgresql", leaks=False
)
def _(s):
    statement = upsert(s).values(id=9200, title="x", priority=0, user_id=1)
    return [r.title for r in s.execute(statement.on_conflict_do_nothing().returning(tasks.c.title))]


@paths.add("upsert with a subquery in set_", HARMLESS, "sqlite", "postgresql")
def _(s):
    stolen = select(Project.name).where(col(Project.id) == 9020).scalar_subquery()
    statement = upsert(s).values(id=100, title="x", priority=0, user_id=1)
    s.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"slug": stolen}))
    return s.scalar(select(tasks.c.slug).where(tasks.c.id == 100))


@paths.add("delete().returning()", HARMLESS)
def _(s):
    gone = metadata.tables["comments"].delete().returning(metadata.tables["comments"].c.body)
    return sorted(s.scalars(gone))


@paths.add("insert().returning() of a subquery", SAME, "sqlite", "postgresql")
def _(s):
    stolen = select(Project.name).where(col(Project.id) == 9020).scalar_subquery()
    statement = insert(Tag).values(name="x", user_id=1).returning(Tag.name, stolen)
    return rows(s, statement)


@paths.add("bulk_save_objects of another owner's row", HARMLESS)
def _(s):
    found = foreign(s)
    found.title = "changed"
    s.bulk_save_objects([found])


@paths.add("bulk_insert_mappings of a link", REFUSED)
def _(s):
    s.bulk_insert_mappings(TaskTag, [{"task_id": 9200, "tag_id": 30}])


@paths.add("bulk_update_mappings of a foreign key", REFUSED)
def _(s):
    s.bulk_update_mappings(Task, [{"id": 100, "project_id": 9020}])


@paths.add("objects of another session in one list", HARMLESS)
def _(s):
    s.add_all([Comment(body="x", task=foreign(s))])
    s.flush()


@paths.add("merge of a graph with another owner's row", HARMLESS)
def _(s):
    comment = Comment(id=1000, body="x", task=Task(id=9200, title="changed", user_id=1))
    s.merge(comment)
    s.flush()


@paths.add("merge of a stub whose collection is empty", HARMLESS)
def _(s):
    made = Project(id=9020, name="changed", user_id=1, tasks=[])
    s.merge(made)
    s.flush()


@paths.add("delete of a stub with its children", HARMLESS)
def _(s):
    made = Project(id=9020, name="x", user_id=1)
    make_transient_to_detached(made)
    s.delete(made)
    s.flush()


@paths.add("refresh with FOR UPDATE", SAME)
def _(s):
    task = s.scalars(select(Task).order_by(Task.id)).first()
    s.refresh(task, with_for_update=True)
    return of(s.scalars(select(Task)))


@paths.add("scalars() over a connection of the session", SAME)
def _(s):
    return sorted(s.connection().scalars(select(tasks.c.title)))


@paths.add("streamed rows of the connection", SAME)
def _(s):
    streamed = s.connection(execution_options={"stream_results": True})
    return rows(streamed, select(tasks.c.title))


@paths.add("dialect functions of insert() on the model", HARMLESS, "sqlite", "postgresql")
def _(s):
    kind = {"sqlite": sqlite, "postgresql": postgresql}[s.bind.dialect.name]
    rows_ = [{"id": n, "title": "changed", "priority": 0, "user_id": 1} for n in (100, 9200)]
    statement = kind.insert(Task)
    set_ = {"title": statement.excluded.title}
    s.execute(statement.on_conflict_do_update(index_elements=[Task.id], set_=set_), rows_)
