"""The same paths through the async drivers."""

import asyncio
from functools import cache
from typing import Any

import pytest
from sqlalchemy import URL, Engine, NullPool
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.session import ScopedSession
from tests.data.isolation.models import metadata
from tests.data.isolation.test_paths import PATHS, check, outcome
from tests.data.isolation.world import ALICE, Path, fill

DRIVERS = {
    "sqlite": ("sqlite+aiosqlite",),
    "postgresql": ("postgresql+psycopg", "postgresql+asyncpg"),
    "mysql": ("mysql+asyncmy",),
}


class ScopedAsyncSession(AsyncSession):
    """An async session with the guards of the sync one."""

    sync_session_class = ScopedSession


@cache
def engine_of(url: URL) -> AsyncEngine:
    """One engine for all paths, as an application has it; without a pool, because each path has its own event loop."""
    return create_async_engine(url, poolclass=NullPool, enable_from_linting=False)


async def attempt(url: URL, path: Path) -> Any:
    """The outcome in Alice's async session."""
    mine = AsyncEngine(scoped(engine_of(url).sync_engine, ALICE, metadata))
    async with ScopedAsyncSession(mine, expire_on_commit=False) as session:
        return await session.run_sync(lambda sync: outcome(path, sync))


@pytest.mark.parametrize("path", PATHS)
def test_path_reaches_nothing_of_another_owner(world: Engine, path: Path) -> None:
    for driver in DRIVERS[world.dialect.name]:
        fill(world)  # the driver before may have written
        result = asyncio.run(attempt(world.url.set(drivername=driver), path))
        check(world, path, result)
