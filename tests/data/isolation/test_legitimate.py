"""Work on one's own rows is not hindered."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from colonnade.data.isolation.trusted import trusted
from colonnade.errors import RawSQLRefused, UnclassifiedTable
from tests.data.isolation.models import Comment, Country, Label, Project, Tag, Task, metadata
from tests.data.isolation.world import ALICE, BOB, session_of

tasks = metadata.tables["tasks"]


@pytest.fixture
def alice(world: Engine):
    with session_of(world, ALICE) as session:
        yield session


def upsert(session, table):
    return {"sqlite": sqlite, "postgresql": postgresql}[session.bind.dialect.name].insert(table)


def test_new_object_is_stamped(alice):
    task = Task(title="new")
    alice.add(task)
    alice.flush()
    assert task.user_id == ALICE
    alice.expire(task)
    assert task.user_id == ALICE


def test_graph_of_new_objects(alice):
    project = Project(name="p", tasks=[Task(title="t", tags=[Tag(name="g")])])
    alice.add(project)
    alice.commit()
    alice.expire_all()
    assert [g.name for g in project.tasks[0].tags] == ["g"]


def test_update_and_delete_of_own_objects(alice):
    alice.get(Task, 101).title = "changed"
    alice.delete(alice.get(Comment, 1000))
    alice.commit()
    assert alice.get(Comment, 1000) is None
    assert alice.scalar(select(Task.title).where(col(Task.id) == 101)) == "changed"


def test_many_rows_come_back_in_order(alice):
    added = [Task(title=f"t{n}", project_id=10) for n in range(50)]
    alice.add_all(added)
    alice.flush()
    titles = dict(alice.execute(select(Task.id, Task.title)).all())
    assert [titles[task.id] for task in added] == [f"t{n}" for n in range(50)]


def test_bulk_insert_stamps_every_row(alice):
    alice.execute(sa.insert(Task), [{"title": "x"}, {"title": "y"}])
    assert alice.scalar(select(func.count()).select_from(Task)) == 4


def test_multi_values_stamps_every_row(alice):
    alice.execute(sa.insert(tasks).values([{"title": "x", "priority": 1}] * 3))
    assert alice.scalar(select(func.count()).select_from(Task)) == 5


def test_own_owner_may_be_said(alice):
    rows = [
        {"title": "x", "priority": 0, "user_id": ALICE},
        {"title": "y", "priority": 0, "user_id": None},
    ]
    alice.execute(sa.insert(tasks), rows)
    assert alice.scalar(select(func.count()).select_from(Task)) == 4


def test_copying_own_rows_with_their_foreign_keys(alice):
    source = select(Task.title + "!", Task.priority, Task.project_id, Task.country_id)
    names = ["title", "priority", "project_id", "country_id"]
    alice.execute(sa.insert(Task).from_select(names, source))
    copied = select(Task.project_id).where(Task.title == "a1!")
    assert alice.scalars(copied).all() == [10]


def test_copying_where_the_table_is_also_named_without_its_model(alice):
    named = select(func.count()).select_from(sa.table("tasks", sa.column("id"))).scalar_subquery()
    source = select(Task.title + "!", Task.priority, Task.project_id).where(named > 0)
    alice.execute(sa.insert(Task).from_select(["title", "priority", "project_id"], source))
    assert alice.scalar(select(Task.project_id).where(Task.title == "a1!")) == 10


def test_rows_of_one_insert_may_point_at_each_other(alice):
    rows = [
        {"id": 500, "title": "parent", "priority": 0, "parent_id": None},
        {"id": 501, "title": "child", "priority": 0, "parent_id": 500},
    ]
    alice.execute(sa.insert(tasks), rows)
    assert alice.scalar(select(Task.parent_id).where(col(Task.id) == 501)) == 500


def test_foreign_key_from_an_own_column(alice):
    project = select(Project.id).where(Project.name == "alice").scalar_subquery()
    alice.execute(sa.update(Task).where(col(Task.id) == 101).values(project_id=project))
    assert alice.scalar(select(Task.project_id).where(col(Task.id) == 101)) == 10


def test_foreign_key_may_be_cleared(alice):
    alice.get(Task, 100).project = None
    alice.flush()
    assert alice.scalar(select(Task.project_id).where(col(Task.id) == 100)) is None


@pytest.mark.only("sqlite", "postgresql")
def test_upsert_of_an_own_row(alice):
    statement = upsert(alice, tasks).values(id=100, title="changed", priority=0)
    set_ = {"title": statement.excluded.title}
    alice.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))
    assert alice.scalar(select(Task.title).where(col(Task.id) == 100)) == "changed"


@pytest.mark.only("sqlite", "postgresql")
def test_upsert_of_many_own_rows_with_returning(alice):
    statement = upsert(alice, Task)
    set_ = {"title": statement.excluded.title}
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=set_).returning(
        Task.title
    )
    rows = [{"id": 100, "title": "x"}, {"id": 101, "title": "y"}, {"id": 700, "title": "z"}]
    assert sorted(alice.scalars(statement, rows)) == ["x", "y", "z"]


def test_links_are_added_and_removed(alice):
    task, tag = alice.get(Task, 101), alice.get(Tag, 30)
    task.tags.append(tag)
    alice.flush()
    task.tags.remove(tag)
    alice.flush()
    assert alice.get(Task, 101).tags == []


def test_detached_own_object_comes_back(alice):
    task = alice.get(Task, 100)
    alice.expunge(task)
    task.title = "changed"
    alice.add(task)
    alice.flush()
    assert alice.scalar(select(Task.title).where(col(Task.id) == 100)) == "changed"


def test_merge_of_own_values(alice):
    alice.merge(Task(id=100, title="merged", user_id=ALICE))
    alice.flush()
    assert alice.scalar(select(Task.title).where(col(Task.id) == 100)) == "merged"


def test_savepoint(alice):
    with alice.begin_nested() as savepoint:
        alice.add(Task(title="x"))
        alice.flush()
        savepoint.rollback()
    assert alice.scalar(select(func.count()).select_from(Task)) == 2


def test_shared_writable_table(alice):
    alice.add(Label(name="new"))
    alice.flush()
    assert alice.scalar(select(func.count()).select_from(Label)) == 2


def test_session_without_owner_reads_shared_tables(world):
    with session_of(world, None) as session:
        assert session.get(Country, 1).name == "Utopia"


def test_harmless_text(alice):
    statement = select(Task.title, text("priority")).order_by(text("title DESC, id"))
    assert alice.execute(statement).all() == [("a2", 2), ("a1", 1)]


def test_trusted_text(alice):
    statement = trusted(
        text("SELECT title FROM tasks WHERE user_id = :owner").bindparams(owner=ALICE)
    )
    assert sorted(alice.scalars(statement)) == ["a1", "a2"]


def test_trust_does_not_reach_the_same_text_without_it(alice):
    alice.execute(trusted(text("SELECT 1")))
    with pytest.raises(RawSQLRefused):
        alice.execute(text("SELECT 1"))


def test_trusted_function(alice):
    version = func.sqlite_version() if alice.bind.dialect.name == "sqlite" else func.version()
    with pytest.raises(RawSQLRefused, match="trusted\\(func"):
        alice.scalars(select(version))
    assert alice.scalars(select(trusted(version))).one()


def test_trusted_text_with_or_stays_in_the_scope(alice, world):
    either = trusted(text("id = 100 OR id = 9200"))
    alice.execute(sa.update(Task).where(either).values(title="changed"))
    alice.commit()
    with world.connect() as connection:
        changed = select(tasks.c.id).where(tasks.c.title == "changed")
        assert connection.scalars(changed).all() == [100]


def test_error_in_a_statement_leaves_the_session_usable(alice):
    with pytest.raises(UnclassifiedTable):
        alice.execute(select(metadata.tables["unclassified"]))
    assert len(alice.scalars(select(Task)).all()) == 2


def test_a_statement_is_compiled_once_for_all_owners(world):
    statement = select(Task.title).where(col(Task.priority) > 0)
    hits = []
    sa.event.listen(
        world, "after_cursor_execute", lambda *args: hits.append(args[4].cache_hit.name)
    )
    for owner in (ALICE, BOB, ALICE):
        with session_of(world, owner) as session:
            session.execute(statement).all()
    assert hits[1:] == ["CACHE_HIT", "CACHE_HIT"]


@pytest.mark.only("postgresql", "mysql")
def test_row_lock_holds_the_own_rows(world):
    lock = select(tasks.c.id).where(tasks.c.id == 100).with_for_update(nowait=True)
    with session_of(world, ALICE) as session:
        session.scalars(select(Task).where(col(Task.id) == 100).with_for_update()).all()
        with world.connect() as other, pytest.raises(sa.exc.OperationalError):
            other.execute(lock)


def test_streaming(alice):
    parts = alice.execute(select(Task.title).execution_options(yield_per=1)).partitions()
    assert sorted(row.title for part in parts for row in part) == ["a1", "a2"]


@pytest.mark.parametrize("name", [None, "x", "colonnade_1"])
def test_update_of_an_alias(alice, name):
    comments = metadata.tables["comments"].alias(name)
    alice.execute(sa.update(comments).where(comments.c.id > 0).values(body="changed"))
    assert alice.scalars(select(Comment.body)).all() == ["changed"]
