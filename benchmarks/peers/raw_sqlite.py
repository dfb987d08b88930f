"""Python's own sqlite3 on one open connection: the least on SQLite."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from benchmarks.peers.peer import Row
from benchmarks.peers.raw_psycopg import ALIVE, COLUMNS, NEWEST, Autocommit

MOMENTS = ("due_date", "created_at", "updated_at")


class Sqlite(Autocommit):
    """Rows as dictionaries, with moments as such; no bulk."""

    def open(self) -> None:
        self.file: Any = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)
        self.file.row_factory = _as_dictionary
        for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
            self.file.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self.file.close()

    def search(self, user_id: int, word: str) -> Any:
        return self._all(
            f"{ALIVE} AND user_id = %s AND title LIKE %s {NEWEST}", user_id, f"%{word}%"
        )

    def stats(self, user_id: int) -> Any:
        counted = (
            "SELECT count(*) AS total, count(*) FILTER (WHERE completed) AS completed,"
            " count(*) FILTER (WHERE NOT completed AND due_date < %s) AS overdue,"
            " count(*) FILTER (WHERE priority = 'high') AS high"
            " FROM tasks WHERE deleted_at IS NULL AND user_id = %s"
        )
        return self._all(counted, datetime.now(UTC), user_id)[0]

    def create(self, task: Row) -> Any:
        now = datetime.now(UTC)
        return super().create({**task, "created_at": now, "updated_at": now})

    def update(self, task_id: int, changes: Row) -> Any:
        assigned = ", ".join(f"{name} = %s" for name in (*changes, "updated_at"))
        return self._all(
            f"UPDATE tasks SET {assigned} WHERE deleted_at IS NULL AND id = %s RETURNING {COLUMNS}",
            *changes.values(),
            datetime.now(UTC),
            task_id,
        )[0]

    def soft_delete(self, task_id: int) -> Any:
        statement = "UPDATE tasks SET deleted_at = %s WHERE deleted_at IS NULL AND id = %s"
        self._all(statement, datetime.now(UTC), task_id)

    def _tags(self, tasks: list[int]) -> list[dict[str, Any]]:
        return self._fetch(
            "SELECT task_id, id, name FROM task_tags JOIN tags ON tags.id = tag_id"
            f" WHERE task_id IN ({', '.join(['%s'] * len(tasks))}) ORDER BY id",
            *tasks,
        )

    def _fetch(self, statement: str, *parameters: Any) -> list[dict[str, Any]]:
        values = [_stored(value) for value in parameters]
        found: list[dict[str, Any]] = self.file.execute(
            statement.replace("%s", "?"), values
        ).fetchall()
        return found


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value


def _as_dictionary(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    found = {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
    if "created_at" in found:
        for name in MOMENTS:
            found[name] = found[name] and datetime.fromisoformat(found[name]).replace(tzinfo=UTC)
        found["completed"] = bool(found["completed"])
    return found
