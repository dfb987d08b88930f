"""An enum is stored by its members' values."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from colonnade import (
    CheckViolation,
    ColonnadeError,
    Crud,
    Database,
    InvalidValue,
    stored_by_value,
)
from tests.data.taskboard import Priority, Task, User


@pytest.fixture
def task(db: Database) -> Task:
    with db.session() as session:
        user = Crud(User, session).create({"email": "ann"})
        return Crud(Task, session).create({"title": "t", "priority": "high", "user_id": user.id})


def test_the_database_holds_the_value(db: Database, task: Task) -> None:
    with db.session() as session:
        assert session.exec(text("SELECT priority FROM tasks")).one()[0] == "high"


def test_python_sees_the_member(db: Database, task: Task) -> None:
    with db.session() as session:
        assert session.exec(select(Task.priority)).one() is Priority.HIGH


def test_the_database_refuses_other_values(db: Database, task: Task) -> None:
    with pytest.raises(ColonnadeError) as caught, db.session() as session:
        session.exec(text("UPDATE tasks SET priority = 'urgent'"))
    expected = CheckViolation if db.engine.dialect.name == "sqlite" else InvalidValue
    assert type(caught.value) is expected


def test_the_check_is_named_by_the_convention(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        ddl = session.exec(text("SELECT sql FROM sqlite_master WHERE name = 'tasks'")).one()[0]
        assert "CONSTRAINT ck_tasks_priority CHECK" in ddl


def test_the_type_may_be_in_a_schema() -> None:
    assert stored_by_value(Priority, name="priority", schema="app").schema == "app"
    assert stored_by_value(Priority, name="priority").schema is None
