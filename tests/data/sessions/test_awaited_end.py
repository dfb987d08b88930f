"""An async unit of prepared writes commits without a greenlet, and nobody can tell."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from colonnade import AsyncCrud, ConnectionLost, Database, UniqueViolation
from tests.data.kept import Kept
from tests.data.sessions.test_begun import Seat, SeatPublic, metadata

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["psycopg", "asyncpg"])
async def db(request: pytest.FixtureRequest, kept: Kept) -> AsyncIterator[Database]:
    url = kept("postgresql", metadata).url.set(drivername=f"postgresql+{request.param}")
    opened = Database(url.render_as_string(hide_password=False))
    yield opened
    await opened.aclose()


async def count(db: Database) -> int:
    async with db.async_session() as session:
        return await AsyncCrud(Seat, session).count()


def begun(session: Any) -> Any:
    return session.sync_session._transaction


def checked_out(db: Database) -> int:
    pool: Any = db.async_engine.sync_engine.pool
    return int(pool.checkedout())


async def test_what_was_written_is_committed(db: Database) -> None:
    async with db.async_session() as session:
        await AsyncCrud(Seat, session).create({"number": 1}, into=SeatPublic)
        assert begun(session).ends_awaited
    assert (await count(db), checked_out(db)) == (1, 0)


async def test_who_has_left_every_engine_again_is_not_waited_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLAlchemy's mark of a listener, which stays when the listener goes.
    monkeypatch.setattr(Engine, "_has_events", True)
    async with db.async_session() as session:
        await AsyncCrud(Seat, session).create({"number": 1}, into=SeatPublic)
        assert begun(session).ends_awaited


async def test_a_commit_that_is_refused_is_an_error_of_the_unit(db: Database) -> None:
    unit = db.async_session()
    seats = AsyncCrud(Seat, await unit.__aenter__())
    for _ in range(2):
        await seats.create({"number": 1}, into=SeatPublic)
    with pytest.raises(UniqueViolation):
        await unit.__aexit__(None, None, None)
    assert (await count(db), checked_out(db)) == (0, 0)


async def test_a_connection_that_is_lost_before_the_commit_is_an_error(db: Database) -> None:
    unit = db.async_session()
    session = await unit.__aenter__()
    await AsyncCrud(Seat, session).create({"number": 1}, into=SeatPublic)
    await begun(session).raw.driver_connection.close()
    with pytest.raises(ConnectionLost):
        await unit.__aexit__(None, None, None)
    assert (await count(db), checked_out(db)) == (0, 0)


@pytest.mark.parametrize("name", ["reset", "checkin"])
async def test_who_listens_to_the_pool_may_wait_for_the_database(db: Database, name: str) -> None:
    event.listen(db.async_engine.sync_engine.pool, name, lambda *_: None)
    async with db.async_session() as session:
        await AsyncCrud(Seat, session).create({"number": 1}, into=SeatPublic)
        assert not begun(session).ends_awaited
    assert await count(db) == 1


async def test_a_pool_that_closes_what_it_has_too_many_of_may_wait(db: Database) -> None:
    settings = db.settings.model_copy(update={"max_overflow": 1})
    other = Database(db.url.render_as_string(hide_password=False), settings=settings)
    async with other.async_session() as session:
        await AsyncCrud(Seat, session).create({"number": 1}, into=SeatPublic)
        assert not begun(session).ends_awaited
    await other.aclose()
