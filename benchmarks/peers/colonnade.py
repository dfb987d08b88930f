"""Colonnade: `Crud` in a session of the task's owner; everybody's tasks in a session that says so."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from benchmarks.peers.peer import Answers, Row
from benchmarks.taskboard import USERS, Priority, Tag, Task, TaskStats
from colonnade import EVERYONE, Crud, Database, count
from colonnade.data.cursor import Position, encode
from colonnade.data.sorting import keys

NEWEST = "-created_at,-id"
OLDEST = "created_at,id"


def owner_of(task_id: int) -> int:
    return 1 + task_id % USERS


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
            seal = tasks._seal(keys(Task, OLDEST, self.db.engine.dialect.name), ())
            after = encode(Position((created_at, task_id)), seal)
            return tasks.page(sort=OLDEST, size=50, after=after).items

    def search(self, user_id: int, word: str) -> Any:
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).page(sort=NEWEST, size=50, search=word).items

    def list_tags(self, user_id: int) -> Any:
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).list(sort=NEWEST, limit=50, load=[Task.tags])

    def stats(self, user_id: int) -> Any:
        late = (col(Task.completed).is_(False), col(Task.due_date) < datetime.now(UTC))
        with self.db.session(owner=user_id) as session:
            return Crud(Task, session).aggregate(
                into=TaskStats,
                total=count(),
                completed=count(col(Task.completed).is_(True)),
                overdue=count(*late),
                high=count(col(Task.priority) == Priority.HIGH),
            )

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
