"""When a read begins a transaction, and what becomes of its connection."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from colonnade import AsyncCrud, Crud, Database, StatementTimeout
from colonnade.data.compiled.choice import reads_of
from colonnade.data.sessions.settings import DatabaseSettings
from tests.data.compiled.schemas import TaskPublic
from tests.data.taskboard import Tag, Task, User


def listed(session: Session) -> list[TaskPublic]:
    return reads_of(Crud(Task, session), session, TaskPublic).list([], (), None)


def waiting(db: Database) -> bool:
    """Whether somebody waits for a lock."""
    found = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with db.engine.connect() as connection:
        mine = f"{found} AND datname = current_database()"
        return connection.exec_driver_sql(mine).first() is not None


@pytest.fixture
def warm(postgresql_db: Database) -> Database:
    """A database whose server has said its isolation level."""
    with postgresql_db.engine.connect():
        return postgresql_db


def test_a_read_alone_begins_no_transaction(warm: Database) -> None:
    with warm.session() as session:
        listed(session)
        assert not session.in_transaction()


def test_the_connection_goes_back_as_it_was(warm: Database) -> None:
    with warm.session() as session:
        listed(session)
    connection = warm.engine.raw_connection()
    assert connection.dbapi_connection.autocommit is False  # type: ignore[union-attr]
    connection.close()


def test_inside_a_transaction_the_read_belongs_to_it(warm: Database) -> None:
    with warm.session() as session:
        user = User(email="ann")
        user.tasks = [Task(title="new")]
        session.add(user)
        assert [task.title for task in listed(session)] == ["new"]
        session.rollback()
        assert listed(session) == []


@pytest.mark.parametrize("name", ["after_begin", "after_transaction_create"])
def test_who_listens_to_the_beginning_hears_of_it(warm: Database, name: str) -> None:
    heard: list[Any] = []
    with warm.session() as session:
        event.listen(session, name, lambda *args: heard.append(args))
        listed(session)
    assert heard


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_at_another_isolation_level_there_is_a_transaction(warm: Database, level: Any) -> None:
    with warm.session(isolation_level=level) as session:
        listed(session)
        assert session.in_transaction()


def test_an_error_is_translated_and_the_connection_stays_good(warm: Database) -> None:
    url = warm.url.render_as_string(hide_password=False)
    slow = Database(url, settings=DatabaseSettings(statement_timeout=0.1, pool_size=1))
    with slow.engine.connect():
        pass
    with warm.session() as other, slow.session() as session:
        other.connection().exec_driver_sql("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StatementTimeout):
            listed(session)
        other.rollback()
        assert listed(session) == []
    slow.dispose()


@pytest.mark.anyio
async def test_a_cancelled_read_takes_its_connection_with_it(warm: Database) -> None:
    for driver in ("psycopg", "asyncpg"):
        url = warm.url.set(drivername=f"postgresql+{driver}")
        db = Database(url.render_as_string(hide_password=False))
        async with db.async_session() as session:
            await AsyncCrud(Tag, session).list()

        async def read(db: Database = db) -> None:
            async with db.async_session() as session:
                await session.run_sync(listed)

        with warm.session() as other:
            other.connection().exec_driver_sql("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
            task = asyncio.create_task(read())
            while not waiting(warm):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            other.rollback()
        assert db.async_engine.sync_engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        await read()
        await db.aclose()
