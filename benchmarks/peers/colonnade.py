"""Colonnade: `Crud` in a session of the task's owner; everybody's tasks in a session that says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col

from benchmarks.peers.peer import Answers, Row
from benchmarks.taskboard import USERS, Priority, Tag, Task, TaskStats
from colonnade import EVERYONE, Crud, Database, count
from colonnade.data.queries.cursor import Position, encode
from colonnade.data.queries.sorting import keys

NEWEST = "-created_at,-id"
OLDEST = "created_at,id"
STATS = {
    "total": count(),
    "completed": count(col(Task.completed).is_(True)),
    "overdue": count(col(Task.completed).is_(False), col(Task.due_date) < func.now()),
    "high": count(col(Task.priority) == Priority.HIGH),
}


def owner_of(task_id: int) -> int:
    return 1 + task_id % USERS


def position(created_at: datetime, task_id: int, dialect: str) -> Position:
    """Where the page before ended; SQLite compares what it has stored."""
    stored = created_at.strftime("%Y-%m-%d %H:%M:%S.%f") if dialect == "sqlite" else created_at
    return Position((stored, task_id))


class Models:
    """Instances of the models, sync."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        self.db = Database(url)

    def open(self) -> None:
        """The database connects by itself."""

    def close(self) -> None:
        self.db.dispose()

    def get(self, task_id: int) -> Any:
        with self.db.session(owner=owner_of(task_id)) as session:
            return Crud(Task, session).get(task_id)

    def list_first(self, user_id: int) -> Any:
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).list(sort=NEWEST, limit=50)

    def list_total(self, user_id: int) -> Any:
        with self.db.session(owner=user_id) as session:
            page = Crud(Task, session).page(sort=NEWEST, size=50, total=True)
            return page.items, page.total

    def list_deep(self, offset: int) -> Any:
        with self.db.session(owner=EVERYONE) as session:
            return Crud(Task, session).page(sort=OLDEST, size=50, offset=offset).items

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        """With the cursor that the page before would have given; making it is measured along."""
        with self.db.session(owner=EVERYONE) as session:
            tasks = Crud(Task, session)
            dialect = self.db.engine.dialect.name
            seal = tasks._seal(keys(Task, OLDEST, dialect), ())
            after = encode(position(created_at, task_id, dialect), seal)
            return tasks.page(sort=OLDEST, size=50, after=after).items

    def search(self, user_id: int, word: str) -> Any:
        with self.db.session(owner=user_id) as session:
            in_title = col(Task.title).icontains(word, autoescape=True)
            return Crud(Task, session).page(in_title, sort=NEWEST, size=50).items

    def list_tags(self, user_id: int) -> Any:
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).list(sort=NEWEST, limit=50, load=[Task.tags])

    def stats(self, user_id: int) -> Any:
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).aggregate(into=TaskStats, **STATS)

    def create(self, task: Row) -> Any:
        with self.db.session(owner=task["user_id"]) as session:
            return Crud(Task, session).create(task)

    def update(self, task_id: int, changes: Row) -> Any:
        with self.db.session(owner=owner_of(task_id)) as session:
            return Crud(Task, session).update(task_id, changes)

    def soft_delete(self, task_id: int) -> Any:
        with self.db.session(owner=owner_of(task_id)) as session:
            Crud(Task, session).delete(task_id)

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        with self.db.session(owner=EVERYONE) as session:
            Crud(Task, session).bulk_create(tasks)

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        """Each row to other values is SQLAlchemy's own bulk update."""
        with self.db.session(owner=EVERYONE) as session:
            session.execute(update(Task), tasks)

    def upsert(self, tags: Sequence[Row]) -> Any:
        with self.db.session(owner=EVERYONE) as session:
            Crud(Tag, session).upsert_many(tags, on=[Tag.id])
