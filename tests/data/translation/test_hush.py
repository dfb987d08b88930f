"""The text of a driver's exception holds no value of a row, for it ends up in tracebacks."""

import traceback

import pytest
from sqlalchemy import insert

from colonnade import Crud, Database, DataError
from tests.data.taskboard import User

# Put together here, because a traceback shows lines of source as well.
HASH, NAME = "".join(["hun", "ter2"]), "".join(["an", "na"])


def told(database: Database, email: str | None) -> str:
    """The traceback of an insert that fails."""
    with pytest.raises(DataError) as caught, database.engine.begin() as connection:
        connection.execute(insert(User.__table__), {"email": email, "hashed_password": HASH})
    return "".join(traceback.format_exception(caught.value))


@pytest.fixture
def taken(db: Database) -> Database:
    with db.session() as session:
        Crud(User, session).create({"email": "ann@example.org"})
    return db


def test_not_of_another_row(taken: Database) -> None:
    assert "ann@example.org" not in told(taken, "ann@example.org")


def test_not_of_the_row_itself(db: Database) -> None:
    assert HASH not in told(db, None)


@pytest.mark.anyio
async def test_not_by_an_async_driver(async_url: str) -> None:
    database = Database(async_url)
    rows = [{"email": NAME, "hashed_password": HASH}] * 2
    async with database.async_engine.connect() as connection:
        with pytest.raises(DataError) as caught:
            await connection.execute(insert(User.__table__), rows)
    await database.aclose()
    shown = "".join(traceback.format_exception(caught.value))
    assert HASH not in shown
    assert NAME not in shown
