"""What a graph asks: a resolver for each field of each instance, all awaited at once; the twin collects the keys first."""

import asyncio
from collections.abc import Iterable

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlmodel import col, select

from tests.profile.shop import Team

KEYS = range(1, 6)


def faulty(engine: Engine) -> None:
    async def resolved(database: AsyncEngine) -> None:
        await asyncio.gather(*[team(database, key) for key in KEYS])

    asyncio.run(asked(engine, resolved))


def clean(engine: Engine) -> None:
    asyncio.run(asked(engine, lambda database: teams(database, KEYS)))


async def asked(engine, resolved) -> None:
    database = create_async_engine(engine.url.set(drivername="sqlite+aiosqlite"))
    await resolved(database)
    await database.dispose()


async def team(database: AsyncEngine, key: int) -> Team | None:
    async with AsyncSession(database) as session:
        return await session.get(Team, key)  # fault: COLP103


async def teams(database: AsyncEngine, keys: Iterable[int]) -> list[Team]:
    async with AsyncSession(database) as session:
        return [*(await session.execute(select(Team).where(col(Team.id).in_(keys)))).scalars()]
