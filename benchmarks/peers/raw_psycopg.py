"""psycopg itself: text, tuples, one open connection; reads without a transaction, writes each in one."""

from datetime import UTC, datetime
from typing import Any

import psycopg

from benchmarks.peers import Peer, operations, sql


def peers(url: str) -> list[Peer]:
    raw = Raw(psycopg.connect(url, autocommit=True))
    return [
        Peer("raw psycopg", "rows", operations(raw), raw.connection.close, lambda: raw.statements)
    ]


class Raw:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.statements = 0
        self.texts: dict[str, str] = {}

    def run(self, text: str, *parameters: Any) -> psycopg.Cursor[Any]:
        self.statements += 1
        if text not in self.texts:
            self.texts[text] = text.replace("{}", "%s")
        return self.connection.execute(self.texts[text], parameters)  # type: ignore[arg-type]

    def get(self, owner: int, key: int) -> Any:
        return self.run(sql.GET, key, owner).fetchone()

    def page(self, owner: int, key: int) -> Any:
        return self.run(sql.PAGE, owner).fetchall()

    def page_keyset(self, owner: int, key: int) -> Any:
        at = datetime(2025, 4, 1, tzinfo=UTC)
        return self.run(sql.KEYSET, owner, at, 100_000).fetchall()

    def page_total(self, owner: int, key: int) -> Any:
        return self.page(owner, key), self.run(sql.COUNT, owner).fetchone()

    def page_tags(self, owner: int, key: int) -> Any:
        tasks = self.page(owner, key)
        return tasks, self.run(sql.TAGS, [task[0] for task in tasks]).fetchall()

    def search(self, owner: int, key: int) -> Any:
        return self.run(sql.SEARCH, owner, "%milk%", "%milk%").fetchall()

    def stats(self, owner: int, key: int) -> Any:
        return self.run(sql.STATS, datetime.now(UTC), owner).fetchone()

    def create(self, owner: int, key: int) -> Any:
        now = datetime.now(UTC)
        values = ("New", "What to do", False, "high", owner, now, now)
        with self.connection.transaction():
            return self.run(sql.CREATE, *values).fetchone()

    def update(self, owner: int, key: int) -> Any:
        with self.connection.transaction():
            return self.run(sql.UPDATE, "Changed", datetime.now(UTC), key, owner).fetchone()

    def soft_delete(self, owner: int, key: int) -> Any:
        with self.connection.transaction():
            return self.run(sql.DELETE, datetime.now(UTC), key, owner).rowcount
