"""What a session cannot guard: the driver itself. These ways are named in the documentation.

Row security closes them on PostgreSQL, and cursors on SQLite; without it, code that takes the driver's own connection
sees every row.
"""

import pytest
from sqlalchemy import Engine, event, select

from tests.data.isolation.models import metadata
from tests.data.isolation.world import ALICE, session_of

ALL_TITLES = [("BOB1",), ("BOB2",), ("a1",), ("a2",)]


def titles(cursor) -> list[tuple[str]]:
    cursor.execute("SELECT title FROM tasks")
    return sorted(tuple(row) for row in cursor.fetchall())


def test_cursor_of_the_driver(world: Engine) -> None:
    with session_of(world, ALICE) as session:
        assert titles(session.connection().connection.cursor()) == ALL_TITLES


def test_raw_connection_of_the_engine(world: Engine) -> None:
    with session_of(world, ALICE) as session:
        raw = session.get_bind().raw_connection()
        assert titles(raw.cursor()) == ALL_TITLES
        raw.close()


def test_event_that_exchanges_the_text(world: Engine) -> None:
    with session_of(world, ALICE) as session:
        engine = session.get_bind()
        instead = ("SELECT title FROM tasks", ())
        event.listen(engine, "before_cursor_execute", lambda *args: instead, retval=True)
        found = session.execute(select(metadata.tables["tasks"].c.title))
        assert sorted(map(tuple, found)) == ALL_TITLES


@pytest.mark.only("postgresql")
def test_copy(world: Engine) -> None:
    with session_of(world, ALICE) as session:
        cursor = session.connection().connection.cursor()
        with cursor.copy("COPY tasks (title) TO STDOUT") as copy:
            assert len(list(copy)) == 4
