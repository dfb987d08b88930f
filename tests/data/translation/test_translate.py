"""Every driver's exceptions arrive as errors of Colonnade, with the field's name and without values."""

from collections.abc import Callable
from typing import Any

import anyio
import pytest
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from colonnade import (
    CheckViolation,
    ConnectionLost,
    Crud,
    Database,
    DatabaseSettings,
    DataError,
    Deadlock,
    ForeignKeyViolation,
    InvalidValue,
    LockTimeout,
    NotNullViolation,
    PoolTimeout,
    SerializationFailure,
    StatementTimeout,
    UniqueViolation,
    ValueOutOfRange,
    ValueTooLong,
)
from tests.data.taskboard import Account, User, metadata

TASKS = metadata.tables["tasks"]
USERS = metadata.tables["users"]

Refused = Callable[[Session], Any]

CASES: dict[str, tuple[type[DataError], str | None, Refused]] = {
    "unique": (
        UniqueViolation,
        "email",
        lambda s: s.execute(USERS.insert().values(email="ann", hashed_password="")),
    ),
    "null": (
        NotNullViolation,
        "email",
        lambda s: s.execute(USERS.insert().values(email=None, hashed_password="")),
    ),
    "missing": (
        NotNullViolation,
        "email",
        lambda s: s.execute(USERS.insert().values(hashed_password="")),
    ),
    "check": (
        CheckViolation,
        "points",
        lambda s: s.execute(TASKS.insert().values(title="t", user_id=1, points=-1)),
    ),
    "foreign key": (
        ForeignKeyViolation,
        "user_id",
        lambda s: s.execute(TASKS.insert().values(title="t", user_id=99)),
    ),
    "out of range": (
        ValueOutOfRange,
        "points",
        lambda s: s.execute(TASKS.insert().values(title="t", user_id=1, points=2**70)),
    ),
}

WITHOUT_NAME = {
    ("sqlite", "foreign key"),  # SQLite does not say which
    ("sqlite", "out of range"),  # the driver refuses the number before SQLite sees it
    ("postgresql", "out of range"),
}


def fill(db: Database) -> None:
    with db.session() as session:
        Crud(User, session).create({"email": "ann"})


def expected_field(backend: str, case: str) -> str | None:
    return None if (backend, case) in WITHOUT_NAME else CASES[case][1]


@pytest.mark.parametrize("case", CASES)
def test_sync(db: Database, case: str) -> None:
    fill(db)
    kind, _, action = CASES[case]
    with pytest.raises(kind) as caught, db.session() as session:
        action(session)
    assert type(caught.value) is kind
    assert caught.value.field == expected_field(db.engine.dialect.name, case)


@pytest.mark.parametrize("case", CASES)
def test_async(async_url: str, case: str) -> None:
    db = Database(async_url)
    fill(db)
    kind, _, action = CASES[case]

    async def run() -> None:
        try:
            async with db.async_session() as session:
                await session.run_sync(action)
        finally:
            await db.aclose()

    with pytest.raises(kind) as caught:
        anyio.run(run)
    assert caught.value.field == expected_field(db.engine.dialect.name, case)


def test_a_text_that_is_too_long(server_db: Database) -> None:
    """SQLite does not enforce the length of a text."""
    fill(server_db)
    with pytest.raises(ValueTooLong) as caught, server_db.session() as session:
        session.execute(TASKS.insert().values(title="t" * 21, user_id=1))
    named = server_db.engine.dialect.name != "postgresql"  # which names the type, not the column
    assert caught.value.field == ("title" if named else None)


def test_deleting_a_row_that_is_pointed_at(db: Database) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE pointing (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, FOREIGN KEY (user_id) REFERENCES users (id))"
            )
        )
    try:
        fill(db)
        with db.engine.begin() as connection:
            connection.execute(text("INSERT INTO pointing VALUES (1, 1)"))
        with (
            pytest.raises(ForeignKeyViolation, match="Other rows still point at this row"),
            db.session() as session,
        ):
            Crud(User, session).delete(1)
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE pointing"))


def test_the_message_holds_no_value(db: Database) -> None:
    fill(db)
    with pytest.raises(UniqueViolation) as caught, db.session() as session:
        Crud(User, session).create({"email": "ann"})
    assert str(caught.value) == "Another row already has this email."


def test_other_answers_stay_sqlalchemys(server_db: Database) -> None:
    with pytest.raises(ProgrammingError), server_db.session() as session:
        session.exec(text("SELECT * FROM nowhere"))


def with_settings(db: Database, **settings: Any) -> Database:
    url = db.url.render_as_string(hide_password=False)
    return Database(url, settings=DatabaseSettings(**settings), metadata=metadata)


def test_a_lock_that_is_held_too_long(db: Database) -> None:
    with db.session() as session:
        key = Crud(Account, session).create({"balance": 1}).id
    hasty = with_settings(db, lock_timeout=1)
    with db.session() as first:
        Crud(Account, first).update(key, {"balance": 2})
        with pytest.raises(LockTimeout), hasty.session() as second:
            Crud(Account, second).update(key, {"balance": 3})
    hasty.dispose()


def test_a_statement_that_takes_too_long(server_db: Database) -> None:
    backend = server_db.url.get_backend_name()
    hasty = with_settings(server_db, statement_timeout=0.2)
    slow = {"postgresql": "SELECT pg_sleep(5)", "mysql": "SELECT SLEEP(5)"}[backend]
    with pytest.raises(StatementTimeout), hasty.session() as session:
        session.exec(text(slow))
    hasty.dispose()


def test_a_pool_that_is_empty(db: Database) -> None:
    small = with_settings(db, pool_size=1, max_overflow=0, pool_timeout=0.05)
    with small.session() as first:
        first.connection()
        with pytest.raises(PoolTimeout, match="DATABASE_POOL_SIZE"), small.session() as second:
            second.connection()
    small.dispose()


def test_a_connection_that_is_killed(server_db: Database) -> None:
    backend = server_db.url.get_backend_name()
    own, end = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mysql": ("SELECT CONNECTION_ID()", "KILL {}"),
    }[backend]

    def loses() -> None:
        with server_db.session() as session:
            number = session.exec(text(own)).one()[0]
            with server_db.engine.begin() as other:
                other.execute(text(end.format(number)))
            session.exec(select(Account))

    with pytest.raises(ConnectionLost):
        loses()


def test_a_server_that_is_not_there() -> None:
    db = Database("postgresql://ann:s3cret@127.0.0.1:1/app")
    with pytest.raises(ConnectionLost) as caught, db.session() as session:
        session.connection()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+asyncpg", "mysql"])
def test_a_server_that_is_not_there_async(scheme: str) -> None:
    db = Database(f"{scheme}://ann:s3cret@127.0.0.1:1/app")
    with pytest.raises(ConnectionLost):
        anyio.run(db.async_check)


def test_a_file_that_cannot_be_opened() -> None:
    with pytest.raises(ConnectionLost):
        Database("sqlite:////nowhere/at/all.db").check()


def test_a_deadlock(server_db: Database) -> None:
    with server_db.session() as session:
        one, two = (a.id for a in Crud(Account, session).create_many([{}, {}]))
    assert Deadlock in crossing(server_db.engine, one, two)


def crossing(engine: Engine, one: Any, two: Any) -> set[type[BaseException]]:
    """Two transactions that lock two rows in opposite order, and what they end with."""
    from threading import Barrier, Thread

    ended: set[type[BaseException]] = set()
    both = Barrier(2)

    def run(first: Any, second: Any) -> None:
        try:
            with engine.begin() as connection:
                add = metadata.tables["accounts"].update().values(balance=1)
                connection.execute(add.where(metadata.tables["accounts"].c.id == first))
                both.wait(10)
                connection.execute(add.where(metadata.tables["accounts"].c.id == second))
        except DataError as error:
            ended.add(type(error))

    threads = [Thread(target=run, args=pair) for pair in [(one, two), (two, one)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ended


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_transaction_that_cannot_be_serialised(
    backend: str, request: pytest.FixtureRequest
) -> None:
    """Read, and somebody else has written when it writes; MariaDB waits for a lock instead."""
    db = request.getfixturevalue(f"{backend}_db")
    with db.session() as session:
        key = Crud(Account, session).create({}).id
    with db.session() as first:
        if backend == "postgresql":
            first.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        Crud(Account, first).get(key)
        with db.session() as second:
            Crud(Account, second).update(key, {"balance": 1})
        with pytest.raises(SerializationFailure):
            Crud(Account, first).update(key, {"balance": 2})
        first.rollback()


def test_a_unique_violation_at_commit_names_the_field(postgresql_url: str) -> None:
    from sqlalchemy import MetaData, UniqueConstraint
    from sqlalchemy.orm import registry
    from sqlmodel import Field

    from colonnade import NAMING_CONVENTION, Model

    class Base(
        Model, registry=registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))
    ): ...

    class Seat(Base, table=True):
        __table_args__ = (UniqueConstraint("number", deferrable=True, initially="DEFERRED"),)
        id: int | None = Field(default=None, primary_key=True)
        number: int

    db = Database(postgresql_url)
    db.create_all(Base.metadata)
    with pytest.raises(UniqueViolation) as caught, db.session() as session:
        Crud(Seat, session).create_many([{"number": 1}, {"number": 1}])
    assert caught.value.field == "number"
    db.dispose()


def test_a_text_with_a_nul_is_an_invalid_value(postgresql_db: Database) -> None:
    with pytest.raises(InvalidValue), postgresql_db.session() as session:
        Crud(User, session).create({"email": "a\0b"})


def test_the_url_of_an_engine_hides_the_password() -> None:
    assert make_url("postgresql://ann:s3cret@h/app").password == "s3cret"
    assert "s3cret" not in repr(Database("postgresql://ann:s3cret@h/app"))
