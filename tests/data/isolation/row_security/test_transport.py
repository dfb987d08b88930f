"""Each transaction tells PostgreSQL its owner, and nothing else does."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy import create_engine, select, text

from colonnade import EVERYONE, Crud, Database
from colonnade.data.isolation.row_security.transport import leave_for_begin, setting
from colonnade.data.isolation.trusted import trusted
from colonnade.data.sessions.begun import Begun
from tests.data.isolation.models import Task, metadata
from tests.data.isolation.world import ALICE, BOB

TITLES = trusted(text("SELECT title FROM tasks ORDER BY 1"))
DRIVERS = ["psycopg", "asyncpg"]


class Title(BaseModel):
    title: str


def test_trusted_text_sees_own_rows(db):
    with db.session(owner=ALICE) as session:
        assert session.scalars(TITLES).all() == ["a1", "a2"]


def test_everyone_sees_all_rows(db):
    with db.session(owner=EVERYONE) as session:
        assert session.scalars(TITLES).all() == ["BOB1", "BOB2", "a1", "a2"]


def test_nobody_sees_nothing(db):
    with db.session() as session:
        assert session.scalars(TITLES).all() == []


def test_engine_itself_sees_nothing(db):
    with db.engine.connect() as connection:
        assert connection.scalars(TITLES).all() == []


def test_next_transaction_of_a_connection_is_nobodys(db):
    with db.session(owner=ALICE) as session:
        session.scalars(TITLES).all()
    with db.engine.connect() as connection:
        read = "SELECT current_setting('colonnade.owner', true), count(*) FROM tasks"
        assert connection.exec_driver_sql(read).one() == ("", 0)


def test_owner_survives_a_failed_savepoint(db):
    with db.session(owner=ALICE) as session:
        savepoint = session.begin_nested()
        session.add(Task(title="lost"))
        session.flush()
        savepoint.rollback()
        assert session.scalars(TITLES).all() == ["a1", "a2"]


@pytest.mark.parametrize("level", ["SERIALIZABLE", "REPEATABLE READ"])
@pytest.mark.parametrize("read_only", [False, True])
def test_begin_keeps_its_options(db, level, read_only):
    said = text(
        "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    )
    with db.session(owner=ALICE, isolation_level=level, read_only=read_only) as session:
        found = session.execute(trusted(said)).one()
    assert found == (level.lower(), "on" if read_only else "off")


@pytest.mark.parametrize("driver", DRIVERS)
def test_async_sessions(protected, driver):
    async def seen(owner):
        async with db.async_session(owner=owner) as session:
            return (await session.scalars(TITLES)).all()

    async def all_seen():
        found = await asyncio.gather(*(seen(owner) for owner in (ALICE, BOB, None, EVERYONE) * 5))
        await db.aclose()
        return found[:4]

    db = Database(
        protected.url.replace("postgresql", f"postgresql+{driver}"),
        metadata=metadata,
        row_security=True,
    )
    assert asyncio.run(all_seen()) == [
        ["a1", "a2"],
        ["BOB1", "BOB2"],
        [],
        ["BOB1", "BOB2", "a1", "a2"],
    ]


def test_asyncpg_forgets_an_owner_who_said_nothing(protected):
    async def titles():
        async with db.async_engine.connect() as connection:
            raw = await connection.get_raw_connection()
            raw.driver_connection.said_at_begin = setting(ALICE)
        async with db.async_engine.connect() as connection:
            raw = await connection.get_raw_connection()
            found = raw.driver_connection.said_at_begin
        await db.aclose()
        return found

    db = Database(
        protected.url.replace("postgresql", "postgresql+asyncpg"),
        metadata=metadata,
        row_security=True,
    )
    assert asyncio.run(titles()) == ""


def test_psycopg_forgets_an_owner_who_said_nothing(db):
    with db.session(owner=ALICE) as session:
        session.connection()
    with db.engine.connect() as connection:
        assert connection.scalars(TITLES).all() == []


def test_unit_without_bookkeeping_tells_its_owner(db):
    with db.session(owner=ALICE) as session:
        assert Crud(Task, session).get(100, into=Title).title == "a1"
        assert isinstance(session._transaction, Begun)
        assert session.scalars(TITLES).all() == ["a1", "a2"]


def test_pipeline_begins_with_the_owner(db):
    with db.session(owner=ALICE) as session:
        cursor = session.connection().connection.cursor()
        cursor.executemany("UPDATE tasks SET title = %s", [("one",), ("two",)])
        assert cursor.rowcount == 4  # two of Alice's, twice


def test_transaction_of_the_driver_begins_with_the_owner(db):
    with db.session(owner=ALICE) as session:
        raw = session.connection().connection.driver_connection
        with raw.transaction():
            found = raw.execute("SELECT title FROM tasks ORDER BY 1").fetchall()
    assert found == [("a1",), ("a2",)]


def test_connections_are_additive_from_the_beginning(db):
    async def class_of_async():
        async with db.async_engine.connect() as connection:
            raw = await connection.get_raw_connection()
            found = type(raw.driver_connection)
        await db.aclose()
        return found

    with db.engine.connect() as connection:
        kinds = [type(connection.connection.driver_connection), asyncio.run(class_of_async())]
    assert [kind.said_at_begin for kind in kinds] == ["", ""]


def test_connection_class_of_the_application_stays(db):
    class Own(psycopg.Connection):
        pass

    url = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine = create_engine("postgresql+psycopg://", creator=lambda: Own.connect(url))
    raw = engine.raw_connection()
    leave_for_begin(raw, engine)
    assert isinstance(raw.driver_connection, Own)
    raw.close()
    engine.dispose()


class Liar(int):
    def __str__(self) -> str:
        return "9002"

    __repr__ = __format__ = __str__


def test_key_that_prints_itself_otherwise(db):
    with db.session(owner=Liar(ALICE)) as session:
        assert session.scalars(TITLES).all() == ["a1", "a2"]


@pytest.mark.parametrize(
    "owner", ["O'Neil", "\\'; DROP TABLE tasks; --", "ü\u4e2d", "\x01%s :x $1"]
)
def test_text_travels_whole(db, owner):
    read = "SELECT current_setting('colonnade.owner')"
    with db.engine.connect() as connection:
        connection.exec_driver_sql(setting(owner))
        assert connection.exec_driver_sql(read).scalar_one() == owner


def test_uuid_travels_whole(db):
    with db.engine.connect() as connection:
        connection.exec_driver_sql(setting(UUID(int=7)))
        found = connection.exec_driver_sql("SELECT current_setting('colonnade.owner')::uuid")
        assert found.scalar_one() == UUID(int=7)


def test_orm_reads_and_writes(db):
    with db.session(owner=ALICE) as session:
        session.add(Task(title="new"))
    with db.session(owner=ALICE) as session:
        assert session.scalars(select(Task.title).order_by(Task.title)).all() == ["a1", "a2", "new"]
