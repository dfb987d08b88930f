"""What a session cannot guard: the driver itself. These ways are named in the documentation.

PostgreSQL's row security closes them; without it, code that takes the driver's own connection sees every row.
"""

import pytest
from sqlalchemy import Engine

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


@pytest.mark.only("postgresql")
def test_copy(world: Engine) -> None:
    with session_of(world, ALICE) as session:
        cursor = session.connection().connection.cursor()
        with cursor.copy("COPY tasks (title) TO STDOUT") as copy:
            assert len(list(copy)) == 4
