"""Row security adds no round trip."""

import asyncio
from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from sqlalchemy import make_url, select

from colonnade import Crud, Database
from tests.data.isolation.models import Task, metadata
from tests.data.isolation.row_security.conftest import Protected
from tests.data.isolation.row_security.wire import Wire, address, wire_to
from tests.data.isolation.world import ALICE


class Title(BaseModel):
    title: str


QUERY = select(Task.title)


@pytest.fixture
def wire(protected: Protected) -> Iterator[Wire]:
    with wire_to(*address(make_url(protected.url))) as found:
        yield found


def database(protected: Protected, wire: Wire, driver: str, *, row_security: bool) -> Database:
    """The database by way of the proxy."""
    url = make_url(protected.url).set(drivername=f"postgresql+{driver}")
    url = url.set(host="127.0.0.1", port=wire.port, query={})
    return Database(str(url), metadata=metadata, row_security=row_security)


def trips(db: Database, wire: Wire) -> int:
    """The round trips of a unit with one statement, on a connection that has seen it before."""
    for _ in range(3):
        wire.trips = 0
        with db.session(owner=ALICE) as session:
            session.scalars(QUERY).all()
    db.dispose()
    return wire.trips


async def async_trips(db: Database, wire: Wire) -> int:
    """As `trips`, awaited."""
    for _ in range(3):
        wire.trips = 0
        async with db.async_session(owner=ALICE) as session:
            (await session.exec(QUERY)).all()
    found = wire.trips
    await db.aclose()
    return found


@pytest.mark.parametrize("row_security", [False, True])
def test_three_stay_three(protected: Protected, wire: Wire, row_security: bool) -> None:
    db = database(protected, wire, "psycopg", row_security=row_security)
    assert trips(db, wire) == 3


@pytest.mark.parametrize("row_security", [False, True])
@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_three_stay_three_awaited(
    protected: Protected, wire: Wire, driver: str, row_security: bool
) -> None:
    db = database(protected, wire, driver, row_security=row_security)
    assert asyncio.run(async_trips(db, wire)) == 3


def test_compiled_read_wants_a_transaction(protected: Protected, wire: Wire) -> None:
    """Without row security it would be one statement alone."""
    db = database(protected, wire, "psycopg", row_security=True)
    for _ in range(3):
        wire.trips = 0
        with db.session(owner=ALICE) as session:
            assert Crud(Task, session).get(100, into=Title).title == "a1"
    db.dispose()
    assert wire.trips == 3
