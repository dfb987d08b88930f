"""SQLite's second refusal: a driver's cursor in a session for one owner."""

import asyncio
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, event, func, insert, select, text, update

from colonnade import EVERYONE, Database
from colonnade.errors import ConfigurationError
from tests.data.isolation.models import Comment, Task, metadata
from tests.data.isolation.world import ALICE, fill

REFUSED = (
    "SELECT title FROM tasks",
    "SELECT count(*) FROM tasks",
    "SELECT 1 WHERE EXISTS (SELECT * FROM comments)",
    "WITH RECURSIVE t AS (SELECT id FROM tasks) SELECT * FROM t",
    "SELECT sql FROM sqlite_master",
    "SELECT * FROM pragma_table_info('tasks')",
    "SELECT name FROM unclassified",
    "UPDATE tasks SET title = 'x'",
    "UPDATE countries SET name = 'x'",
    "DELETE FROM comments",
    "INSERT INTO labels (name) VALUES ('x')",
    "INSERT OR REPLACE INTO tasks (id, title, priority, user_id) VALUES (9200, 'x', 1, 1)",
    "CREATE TEMP VIEW mine AS SELECT * FROM tasks",
    "CREATE TABLE copy (id)",
    "DROP TABLE comments",
    "ALTER TABLE tasks RENAME TO other",
    "PRAGMA writable_schema = ON",
    "ATTACH ':memory:' AS other",
    "VACUUM INTO 'copy.sqlite'",
)


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    """Alice's and Bob's rows in a file, with row security."""
    database = Database(sqlite_url, metadata=metadata, row_security=True)
    database.create_all(metadata)
    fill(database.engine)
    yield database
    database.dispose()


@pytest.mark.parametrize("statement", REFUSED)
def test_a_cursor_is_refused(db: Database, statement: str) -> None:
    with db.session(owner=ALICE) as session:
        cursor = session.connection().connection.cursor()
        with pytest.raises(sqlite3.DatabaseError):
            cursor.execute(statement)


def test_a_connection_of_the_pool_is_refused(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        pools = session.get_bind().pool, session.get_bind().pool.recreate()
        for connection in [pool.connect() for pool in pools]:
            with pytest.raises(sqlite3.DatabaseError):
                connection.cursor().execute("SELECT title FROM tasks")
            connection.close()


def test_a_raw_connection_of_the_session_is_refused(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        raw = session.get_bind().raw_connection()
        with pytest.raises(sqlite3.DatabaseError):
            raw.cursor().execute("SELECT title FROM tasks")
        raw.close()


def test_a_script_and_a_dump_are_refused(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        driver = session.connection().connection.driver_connection
        with pytest.raises(sqlite3.DatabaseError):
            driver.executescript("UPDATE tasks SET title = 'x'")
        with pytest.raises(sqlite3.DatabaseError):
            list(driver.iterdump())


def test_the_text_of_a_statement_that_ran_is_refused(db: Database) -> None:
    said: list[tuple[str, tuple[int, ...]]] = []
    with db.session(owner=ALICE) as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *a: said.append(a[2:4]))
        session.scalars(select(Task.title)).all()
        cursor = session.connection().connection.cursor()
        with pytest.raises(sqlite3.DatabaseError):
            cursor.execute(*said[0])


def test_a_cursor_reads_shared_tables(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        cursor = session.connection().connection.cursor()
        assert cursor.execute("SELECT name FROM countries").fetchall() == [("Utopia",)]


def test_the_session_works(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        session.execute(insert(Task), [{"title": "x"}, {"title": "y"}])
        session.execute(update(Task).where(Task.title == "x").values(title="z"))
        session.execute(delete(Comment))
        with session.begin_nested():
            session.add(Task(title="w"))
        assert sorted(session.scalars(select(Task.title))) == ["a1", "a2", "w", "y", "z"]


def test_a_session_that_only_reads_works(db: Database) -> None:
    with db.session(owner=ALICE, read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 2


def test_the_connection_is_free_for_everyone(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        session.scalars(select(Task.title)).all()
    with db.session(owner=EVERYONE) as session:
        assert len(session.execute(text("SELECT title FROM tasks")).all()) == 4


def test_aiosqlite(db: Database) -> None:
    async def refused() -> None:
        async with db.async_session(owner=ALICE) as session:
            assert len((await session.scalars(select(Task.title))).all()) == 2
            raw = await (await session.connection()).get_raw_connection()
            with pytest.raises(sqlite3.DatabaseError):
                await raw.driver_connection.execute("SELECT title FROM tasks")
        await db.aclose()

    asyncio.run(refused())


def test_memory_has_none() -> None:
    with pytest.raises(ConfigurationError, match="sqlite in memory"):
        Database("sqlite://", row_security=True)
