"""asyncpg's pool: the least that async code can do."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from benchmarks.peers.peer import Answers, Row
from benchmarks.peers.raw_psycopg import ALIVE, COLUMNS, NEWEST, OLDEST


class Asyncpg:
    """asyncpg's records, which are mappings."""

    answers: Answers = "rows"

    def __init__(self, url: str) -> None:
        self.url = url

    async def open(self) -> None:
        self.pool = await asyncpg.create_pool(self.url, min_size=1)

    async def close(self) -> None:
        await self.pool.close()

    async def get(self, task_id: int) -> Any:
        return await self.pool.fetchrow(f"{ALIVE} AND id = $1", task_id)

    async def list_first(self, user_id: int) -> Any:
        return await self.pool.fetch(f"{ALIVE} AND user_id = $1 {NEWEST}", user_id)

    async def list_total(self, user_id: int) -> Any:
        count = "SELECT count(*) FROM tasks WHERE deleted_at IS NULL AND user_id = $1"
        return await self.list_first(user_id), await self.pool.fetchval(count, user_id)

    async def list_deep(self, offset: int) -> Any:
        return await self.pool.fetch(f"{ALIVE} {OLDEST} OFFSET $1", offset)

    async def list_keyset(self, created_at: Any, task_id: int) -> Any:
        statement = f"{ALIVE} AND (created_at, id) > ($1, $2) {OLDEST}"
        return await self.pool.fetch(statement, created_at, task_id)

    async def search(self, user_id: int, word: str) -> Any:
        statement = f"{ALIVE} AND user_id = $1 AND title ILIKE $2 {NEWEST}"
        return await self.pool.fetch(statement, user_id, f"%{word}%")

    async def list_tags(self, user_id: int) -> Any:
        tasks = {task["id"]: {**task, "tags": []} for task in await self.list_first(user_id)}
        tags = await self.pool.fetch(
            "SELECT task_id, id, name FROM task_tags JOIN tags ON tags.id = tag_id"
            " WHERE task_id = ANY($1) ORDER BY id",
            list(tasks),
        )
        for tag in tags:
            tasks[tag["task_id"]]["tags"].append(tag)
        return list(tasks.values())

    async def stats(self, user_id: int) -> Any:
        return await self.pool.fetchrow(
            "SELECT count(*) AS total, count(*) FILTER (WHERE completed) AS completed,"
            " count(*) FILTER (WHERE NOT completed AND due_date < now()) AS overdue,"
            " count(*) FILTER (WHERE priority = 'high') AS high"
            " FROM tasks WHERE deleted_at IS NULL AND user_id = $1",
            user_id,
        )

    async def create(self, task: Row) -> Any:
        marks = ", ".join(f"${i}" for i in range(1, len(task) + 1))
        statement = f"INSERT INTO tasks ({', '.join(task)}) VALUES ({marks}) RETURNING {COLUMNS}"
        return await self.pool.fetchrow(statement, *task.values())

    async def update(self, task_id: int, changes: Row) -> Any:
        assigned = ", ".join(f"{name} = ${i}" for i, name in enumerate(changes, 2))
        return await self.pool.fetchrow(
            f"UPDATE tasks SET {assigned}, updated_at = now()"
            f" WHERE deleted_at IS NULL AND id = $1 RETURNING {COLUMNS}",
            task_id,
            *changes.values(),
        )

    async def soft_delete(self, task_id: int) -> Any:
        statement = "UPDATE tasks SET deleted_at = now() WHERE deleted_at IS NULL AND id = $1"
        await self.pool.execute(statement, task_id)

    async def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        rows = [tuple(task.values()) for task in tasks]
        async with self.pool.acquire() as connection:
            await connection.copy_records_to_table("tasks", records=rows, columns=list(tasks[0]))

    async def bulk_update(self, tasks: Sequence[Row]) -> Any:
        await self.pool.execute(
            "UPDATE tasks SET title = n.title, updated_at = now()"
            " FROM unnest($1::int[], $2::text[]) AS n(id, title) WHERE tasks.id = n.id",
            [task["id"] for task in tasks],
            [task["title"] for task in tasks],
        )

    async def upsert(self, tags: Sequence[Row]) -> Any:
        await self.pool.execute(
            "INSERT INTO tags (id, name, user_id) SELECT * FROM unnest($1::int[], $2::text[], $3::int[])"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            *([tag[name] for tag in tags] for name in ("id", "name", "user_id")),
        )
