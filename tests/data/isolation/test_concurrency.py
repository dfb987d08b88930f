"""Many owners at once over one small pool: nobody gets another's rows."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import select

from colonnade.data.isolation.engine import scoped
from tests.data.isolation.models import Task, metadata
from tests.data.isolation.test_async_paths import DRIVERS, ScopedAsyncSession
from tests.data.isolation.world import ALICE, BOB, fill, session_of

OWN = {ALICE: ["a1", "a2"], BOB: ["BOB1", "BOB2"]}
OWNERS = [ALICE, BOB] * 40


def pooled(world):
    return create_engine(world.url, pool_size=2, max_overflow=0)


def test_threads(world):
    engine = pooled(world)

    def work(owner):
        with session_of(engine, owner) as session:
            first = sorted(session.exec(select(Task.title)))
            session.rollback()
            return first, sorted(t.title for t in session.exec(select(Task)))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(work, OWNERS))
    engine.dispose()
    assert found == [(OWN[owner], OWN[owner]) for owner in OWNERS]


@pytest.mark.parametrize("number", [0, pytest.param(1, marks=pytest.mark.only("postgresql"))])
def test_tasks(world, number):
    driver = DRIVERS[world.dialect.name][number]
    engine = create_async_engine(world.url.set(drivername=driver), pool_size=2, max_overflow=0)

    async def work(owner):
        mine = AsyncEngine(scoped(engine.sync_engine, owner, metadata))
        async with ScopedAsyncSession(mine) as session:
            first = sorted(await session.exec(select(Task.title)))
            await asyncio.sleep(0)
            await session.rollback()
            return first, sorted(t.title for t in await session.exec(select(Task)))

    async def everything():
        try:
            return await asyncio.gather(*map(work, OWNERS))
        finally:
            await engine.dispose()

    assert asyncio.run(everything()) == [(OWN[owner], OWN[owner]) for owner in OWNERS]


def test_two_sessions_interleaved_on_one_connection_each(world):
    fill(world)
    with session_of(world, ALICE) as alice, session_of(world, BOB) as bob:
        for _ in range(3):
            assert sorted(alice.scalars(select(Task.title))) == OWN[ALICE]
            assert sorted(bob.scalars(select(Task.title))) == OWN[BOB]
