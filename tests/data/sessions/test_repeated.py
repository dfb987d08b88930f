"""Units that are tried again, and purging in several of them."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from colonnade import (
    ConfigurationError,
    Crud,
    Database,
    Deadlock,
    SerializationFailure,
    UniqueViolation,
)
from tests.data.sessions.rows import tags
from tests.data.taskboard import Account, Tag, Task, User


@pytest.fixture
def accounts(server_db: Database) -> Database:
    """Two accounts."""
    with server_db.session() as session:
        session.add_all([Account(id=1, balance=100), Account(id=2, balance=100)])
    return server_db


def transferred(db: Database, attempts: int) -> list[BaseException]:
    """Move money both ways at a time, so that each waits for the other's row; the errors."""
    met, failed = threading.Barrier(2, timeout=30), []

    def transfer(source: int, goal: int) -> None:
        tries = iter(range(attempts))

        def work(session: Session) -> None:
            first = session.get_one(Account, source, with_for_update=True)
            if next(tries) == 0:
                met.wait()
            second = session.get_one(Account, goal, with_for_update=True)
            first.balance -= 10
            second.balance += 10

        try:
            db.run(work, attempts=attempts)
        except Deadlock as error:
            failed.append(error)

    threads = [threading.Thread(target=transfer, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_a_deadlock_is_tried_again(accounts: Database) -> None:
    assert transferred(accounts, attempts=3) == []
    with accounts.session() as session:
        rows = session.exec(select(Account.balance, Account.version).order_by("id")).all()
    assert [tuple(row) for row in rows] == [(100, 3), (100, 3)]


def test_a_deadlock_is_an_error_when_it_is_tried_once(accounts: Database) -> None:
    assert [type(error) for error in transferred(accounts, attempts=1)] == [Deadlock]


def test_a_failed_serialisation_is_tried_again(postgresql_db: Database) -> None:
    tries = []

    def count_tags(session: Session) -> None:
        number = len(session.exec(select(Tag)).all())
        tries.append(number)
        if len(tries) == 1:  # somebody does the same in between
            with postgresql_db.session(isolation_level="SERIALIZABLE") as other:
                other.add(Tag(name=f"t{len(other.exec(select(Tag)).all())}"))
        session.add(Tag(name=f"n{number}"))

    postgresql_db.run(count_tags, isolation_level="SERIALIZABLE")
    assert tries == [0, 1]
    assert tags(postgresql_db) == ["n1", "t0"]


@pytest.mark.anyio
async def test_async_work_is_tried_again(sqlite_db: Database) -> None:
    tries = []

    async def work(session: Any) -> str:
        tries.append(session)
        session.add(Tag(name="x"))
        await session.flush()
        if len(tries) < 3:
            raise SerializationFailure("again")
        return "done"

    assert await sqlite_db.async_run(work) == "done"
    assert tags(sqlite_db) == ["x"]
    await sqlite_db.aclose()


def test_the_last_failure_is_raised(sqlite_db: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(session)
        raise Deadlock("again")

    with pytest.raises(Deadlock):
        sqlite_db.run(work, attempts=2)
    assert len(tries) == 2


def test_other_errors_are_not_tried_again(sqlite_db: Database) -> None:
    tries = []

    def work(session: Session) -> None:
        tries.append(session)
        raise UniqueViolation("taken")

    with pytest.raises(UniqueViolation):
        sqlite_db.run(work)
    assert len(tries) == 1


def test_no_attempt_is_a_mistake(sqlite_db: Database) -> None:
    with pytest.raises(ConfigurationError):
        sqlite_db.run(lambda session: None, attempts=0)


def test_purge_goes_on_until_nothing_is_left(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        session.add(User(email="ann", tasks=[Task(title=str(n)) for n in range(5)]))
        session.flush()
        for task in Crud(Task, session).list():
            Crud(Task, session).delete(task.id)
    assert sqlite_db.purge(Task, older_than=timedelta(0), batch=2) == 5
    assert sqlite_db.purge(Task, older_than=timedelta(0)) == 0


@pytest.mark.anyio
async def test_async_purge(sqlite_db: Database) -> None:
    with sqlite_db.session() as session:
        session.add(User(email="ann", tasks=[Task(title="t")]))
        session.flush()
        Crud(Task, session).delete(1)
    assert await sqlite_db.async_purge(Task, older_than=timedelta(0)) == 1
    await sqlite_db.aclose()
