"""asyncpg itself, as `raw_psycopg`."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import asyncpg

from benchmarks.peers import Peer, operations, sql


def peers(url: str) -> list[Peer]:
    raw = Raw(url)
    return [Peer("raw asyncpg", "rows", operations(raw), raw.close, lambda: raw.statements, True)]


class Raw:
    def __init__(self, url: str) -> None:
        self.url = url
        self.connection: Any = None
        self.statements = 0
        self.texts: dict[str, str] = {}

    async def close(self) -> None:
        await self.connection.close()

    async def run(self, text: str, *parameters: Any) -> Any:
        self.statements += 1
        if self.connection is None:
            self.connection = await asyncpg.connect(self.url)
        if text not in self.texts:
            numbers = count(1)
            first, *rest = text.split("{}")
            self.texts[text] = first + "".join(f"${next(numbers)}{part}" for part in rest)
        return await self.connection.fetch(self.texts[text], *parameters)

    async def within(self, text: str, *parameters: Any) -> Any:
        if self.connection is None:
            self.connection = await asyncpg.connect(self.url)
        async with self.connection.transaction():
            return await self.run(text, *parameters)

    async def get(self, owner: int, key: int) -> Any:
        return await self.run(sql.GET, key, owner)

    async def page(self, owner: int, key: int) -> Any:
        return await self.run(sql.PAGE, owner)

    async def page_keyset(self, owner: int, key: int) -> Any:
        return await self.run(sql.KEYSET, owner, datetime(2025, 4, 1, tzinfo=UTC), 100_000)

    async def page_total(self, owner: int, key: int) -> Any:
        return await self.page(owner, key), await self.run(sql.COUNT, owner)

    async def page_tags(self, owner: int, key: int) -> Any:
        tasks = await self.page(owner, key)
        return tasks, await self.run(sql.TAGS, [task[0] for task in tasks])

    async def search(self, owner: int, key: int) -> Any:
        return await self.run(sql.SEARCH, owner, "%milk%", "%milk%")

    async def stats(self, owner: int, key: int) -> Any:
        return await self.run(sql.STATS, datetime.now(UTC), owner)

    async def create(self, owner: int, key: int) -> Any:
        now = datetime.now(UTC)
        values = ("New", "What to do", False, "high", owner, now, now)
        return await self.within(sql.CREATE, *values)

    async def update(self, owner: int, key: int) -> Any:
        return await self.within(sql.UPDATE, "Changed", datetime.now(UTC), key, owner)

    async def soft_delete(self, owner: int, key: int) -> Any:
        return await self.within(sql.DELETE, datetime.now(UTC), key, owner)
