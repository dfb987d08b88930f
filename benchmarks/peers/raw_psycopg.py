"""psycopg 3 on one open connection: in transactions, as it works unless told otherwise, and without them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psycopg
from psycopg.rows import dict_row

from benchmarks.peers.peer import Answers, Row

COLUMNS = "id, title, description, completed, priority, due_date, user_id, created_at, updated_at"
ALIVE = f"SELECT {COLUMNS} FROM tasks WHERE deleted_at IS NULL"
NEWEST = "ORDER BY created_at DESC, id DESC LIMIT 50"
OLDEST = "ORDER BY created_at, id LIMIT 50"


class Psycopg:
    """Rows as dictionaries, each operation in a transaction."""

    answers: Answers = "rows"

    def __init__(self, url: str) -> None:
        self.url = url

    def open(self) -> None:
        self.connection = psycopg.connect(self.url, autocommit=True, row_factory=dict_row)

    def close(self) -> None:
        self.connection.close()

    def unit(self) -> AbstractContextManager[Any]:
        """BEGIN and COMMIT around an operation."""
        return self.connection.transaction()

    def get(self, task_id: int) -> Any:
        return next(iter(self._all(f"{ALIVE} AND id = %s", task_id)), None)

    def list_first(self, user_id: int) -> Any:
        return self._all(f"{ALIVE} AND user_id = %s {NEWEST}", user_id)

    def list_total(self, user_id: int) -> Any:
        count = "SELECT count(*) AS n FROM tasks WHERE deleted_at IS NULL AND user_id = %s"
        with self.unit():
            found = self._fetch(f"{ALIVE} AND user_id = %s {NEWEST}", user_id)
            return found, self._fetch(count, user_id)[0]["n"]

    def list_deep(self, offset: int) -> Any:
        return self._all(f"{ALIVE} {OLDEST} OFFSET %s", offset)

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        return self._all(f"{ALIVE} AND (created_at, id) > (%s, %s) {OLDEST}", created_at, task_id)

    def search(self, user_id: int, word: str) -> Any:
        return self._all(
            f"{ALIVE} AND user_id = %s AND title ILIKE %s {NEWEST}", user_id, f"%{word}%"
        )

    def list_tags(self, user_id: int) -> Any:
        with self.unit():
            found = self._fetch(f"{ALIVE} AND user_id = %s {NEWEST}", user_id)
            tasks = {task["id"]: {**task, "tags": []} for task in found}
            tags = self._tags(list(tasks))
        for tag in tags:
            tasks[tag.pop("task_id")]["tags"].append(tag)
        return list(tasks.values())

    def stats(self, user_id: int) -> Any:
        counted = (
            "SELECT count(*) AS total, count(*) FILTER (WHERE completed) AS completed,"
            " count(*) FILTER (WHERE NOT completed AND due_date < now()) AS overdue,"
            " count(*) FILTER (WHERE priority = 'high') AS high"
            " FROM tasks WHERE deleted_at IS NULL AND user_id = %s"
        )
        return self._all(counted, user_id)[0]

    def create(self, task: Row) -> Any:
        names = ", ".join(task)
        statement = f"INSERT INTO tasks ({names}) VALUES ({marks(task)}) RETURNING {COLUMNS}"
        return self._all(statement, *task.values())[0]

    def update(self, task_id: int, changes: Row) -> Any:
        assigned = ", ".join(f"{name} = %s" for name in changes)
        return self._all(
            f"UPDATE tasks SET {assigned}, updated_at = now()"
            f" WHERE deleted_at IS NULL AND id = %s RETURNING {COLUMNS}",
            *changes.values(),
            task_id,
        )[0]

    def soft_delete(self, task_id: int) -> Any:
        statement = "UPDATE tasks SET deleted_at = now() WHERE deleted_at IS NULL AND id = %s"
        with self.unit():
            self.connection.execute(statement, (task_id,))

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        copy = f"COPY tasks ({', '.join(tasks[0])}) FROM STDIN"
        with self.unit(), self.connection.cursor() as cursor, cursor.copy(copy) as target:
            for task in tasks:
                target.write_row(tuple(task.values()))

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        with self.unit():
            self.connection.execute(
                "UPDATE tasks SET title = n.title, updated_at = now()"
                " FROM unnest(%s::int[], %s::text[]) AS n(id, title) WHERE tasks.id = n.id",
                [[task[name] for task in tasks] for name in ("id", "title")],
            )

    def upsert(self, tags: Sequence[Row]) -> Any:
        with self.unit():
            self.connection.execute(
                "INSERT INTO tags (id, name, user_id)"
                " SELECT * FROM unnest(%s::int[], %s::text[], %s::int[])"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                [[tag[name] for tag in tags] for name in ("id", "name", "user_id")],
            )

    def _tags(self, tasks: list[int]) -> list[dict[str, Any]]:
        return self._fetch(
            "SELECT task_id, id, name FROM task_tags JOIN tags ON tags.id = tag_id"
            " WHERE task_id = ANY(%s) ORDER BY id",
            tasks,
        )

    def _all(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        with self.unit():
            return self._fetch(statement, *parameters)

    def _fetch(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        return self.connection.execute(statement, parameters).fetchall()


class Autocommit(Psycopg):
    """Each statement by itself: the least that Python code can do."""

    def unit(self) -> AbstractContextManager[Any]:
        return nullcontext()


def marks(task: Row) -> str:
    return ", ".join(["%s"] * len(task))
