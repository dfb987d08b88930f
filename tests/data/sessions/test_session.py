"""Deleted rows stay out of sight on every path, and a `with` is one unit of work."""

from typing import Any

import pytest
from sqlalchemy import exists, func, update
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlmodel import Session, col, select

from colonnade import Crud, Database
from tests.data.conftest import statements_of
from tests.data.taskboard import Tag, Task, User

INCLUDE = {"include_deleted": True}


@pytest.fixture
def half(db: Database) -> Database:
    """A user with one task that lives and one that is deleted; both have the same tag."""
    with db.session() as session:
        tag = Tag(name="x")
        tasks = [Task(title="live", tags=[tag]), Task(title="dead", tags=[tag])]
        session.add(User(email="ann", tasks=tasks))
        session.flush()
        Crud(Task, session).delete(tasks[1].id)
    return db


def titles(rows: Any) -> list[str]:
    return sorted(row.title for row in rows)


def test_select(half: Database) -> None:
    with half.session() as session:
        assert titles(session.exec(select(Task)).all()) == ["live"]


def test_include_deleted(half: Database) -> None:
    with half.session() as session:
        rows = session.exec(select(Task), execution_options=INCLUDE).all()
        assert titles(rows) == ["dead", "live"]


def test_lazy_collection(half: Database) -> None:
    with half.session() as session:
        assert titles(session.exec(select(User)).one().tasks) == ["live"]


def test_lazy_collection_of_a_row_that_was_not_read(half: Database) -> None:
    with half.session() as session:
        user = session.merge(User(id=1, email="ann"))
        session.expire(user)
        assert titles(user.tasks) == ["live"]


def test_many_to_many(half: Database) -> None:
    with half.session() as session:
        assert titles(session.exec(select(Tag)).one().tasks) == ["live"]


@pytest.mark.parametrize("loader", [selectinload, joinedload])
def test_eager_collection(half: Database, loader: Any) -> None:
    with half.session() as session:
        user = session.exec(select(User).options(loader(User.tasks))).unique().one()
        assert titles(user.tasks) == ["live"]


@pytest.mark.parametrize("loader", [selectinload, joinedload])
def test_eager_collection_with_deleted(half: Database, loader: Any) -> None:
    with half.session() as session:
        statement = select(User).options(loader(User.tasks))
        user = session.exec(statement, execution_options=INCLUDE).unique().one()
        assert titles(user.tasks) == ["dead", "live"]


def test_get(half: Database) -> None:
    with half.session() as session:
        dead = session.exec(select(Task.id).where(Task.title == "dead"), execution_options=INCLUDE)
        key = dead.one()
        assert session.get(Task, key) is None
        assert session.get(Task, key, execution_options=INCLUDE) is not None
        assert session.get(Task, key) is None  # now the session has it in memory


@pytest.mark.parametrize("loader", [None, selectinload, joinedload])
def test_the_condition_is_said_once(half: Database, loader: Any) -> None:
    with half.session() as session, statements_of(half.engine) as sent:
        statement = select(User) if loader is None else select(User).options(loader(User.tasks))
        assert titles(session.exec(statement).unique().one().tasks) == ["live"]
    assert sum(s.count("deleted_at IS NULL") for s in sent) == 1


def test_join_and_count(half: Database) -> None:
    with half.session() as session:
        joined = select(func.count()).select_from(User).join(Task)
        assert session.exec(joined).one() == 1


def test_alias_subquery_and_exists(half: Database) -> None:
    with half.session() as session:
        other = aliased(Task)
        assert len(session.exec(select(other)).all()) == 1
        inner = select(Task.id).subquery()
        assert session.exec(select(func.count()).select_from(inner)).one() == 1
        dead = exists().where(col(Task.title) == "dead")
        assert session.exec(select(User).where(dead)).all() == []


def test_bulk_update_leaves_deleted_rows_alone(half: Database) -> None:
    with half.session() as session:
        session.exec(update(Task).values(points=5))
        rows = session.exec(select(Task.points).order_by("points"), execution_options=INCLUDE)
        assert rows.all() == [0, 5]


def test_a_plain_session_sees_all_rows(half: Database) -> None:
    with Session(half.engine) as session:
        assert len(session.exec(select(Task)).all()) == 2


def test_rows_stay_readable_after_the_unit(half: Database) -> None:
    with half.session() as session:
        user = session.exec(select(User)).one()
    assert user.email == "ann"


def test_a_savepoint_saves_the_rest(db: Database) -> None:
    from colonnade import UniqueViolation

    with db.session() as session:
        session.add(Tag(name="a"))
        session.flush()
        with pytest.raises(UniqueViolation), session.begin_nested():
            session.add_all([Tag(name="b"), Tag(name="a")])
    with db.session() as session:
        assert [tag.name for tag in session.exec(select(Tag))] == ["a"]
