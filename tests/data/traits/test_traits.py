"""Timestamps, versions and deletion marks behave alike on three databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, select

from colonnade import EVERYONE, Crud, Database
from tests.data.taskboard import Account, Task, User


@pytest.fixture
def task(db: Database) -> Task:
    with db.session() as session:
        user = Crud(User, session).create({"email": "ann"})
        return Crud(Task, session).create({"title": "t", "user_id": user.id})


def is_now(moment: datetime) -> bool:
    return abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_timestamps_are_aware_and_now(db: Database, task: Task) -> None:
    with db.session() as session:
        row = session.exec(select(Task)).one()
        assert is_now(row.created_at)
        assert is_now(row.updated_at)


def test_the_database_stamps_rows_from_elsewhere(db: Database, task: Task) -> None:
    with db.session(owner=EVERYONE) as session:
        session.exec(
            text("INSERT INTO tasks (title, points, priority, user_id) VALUES ('raw', 0, 'low', 1)")
        )
        row = session.exec(select(Task).where(Task.title == "raw")).one()
        assert is_now(row.created_at)
        assert is_now(row.updated_at)


def test_a_bulk_update_moves_updated_at(db: Database, task: Task) -> None:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    with db.session() as session:
        session.exec(update(Task).values(updated_at=old))
        session.exec(update(Task).values(points=1))
    with db.session() as session:
        assert is_now(session.exec(select(Task)).one().updated_at)


def test_a_deleted_row_keeps_the_moment(db: Database, task: Task) -> None:
    with db.session() as session:
        Crud(Task, session).delete(task.id)
    with Session(db.engine) as session:
        deleted = session.exec(select(Task)).one().deleted_at
        assert deleted is not None
        assert is_now(deleted)


def test_the_first_version_is_one_in_the_database_as_well(db: Database) -> None:
    with db.session(owner=EVERYONE) as session:
        session.exec(text("INSERT INTO accounts (balance) VALUES (5)"))
        assert session.exec(select(Account)).one().version == 1
