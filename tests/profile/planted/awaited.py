"""A relationship in a coroutine, by way of `awaitable_attrs`."""

import asyncio
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import selectinload
from sqlmodel import select

from tests.profile.shop import Person


def faulty(engine: Engine) -> None:
    asyncio.run(names(engine, select(Person).limit(9)))


def clean(engine: Engine) -> None:
    asyncio.run(names(engine, select(Person).limit(9).options(selectinload(Person.team))))


async def names(engine: Engine, statement: Any) -> None:
    database = create_async_engine(engine.url.set(drivername="sqlite+aiosqlite"))
    async with AsyncSession(database) as session:
        for person in (await session.execute(statement)).scalars().all():
            await session.run_sync(lambda _, one=person: one.team.name)  # fault: COLP101
    await database.dispose()
