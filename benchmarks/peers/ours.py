"""Colonnade: sessions of one owner, sync and async, answering with a schema and with models."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session, col

from benchmarks.peers import SIZE, Peer, operations
from benchmarks.taskboard import Priority, Task, TaskPublic, TaskStats, TaskWithTags
from colonnade import Crud, Database, count

DRIVERS = ("psycopg", "asyncpg")


def peers(url: str) -> list[Peer]:
    made = []
    for answers in ("schema", "model"):
        made.append(_peer("Colonnade", Database(url), answers))
        for driver in DRIVERS:
            db = Database(url.replace("postgresql:", f"postgresql+{driver}:"))
            made.append(_async_peer(f"Colonnade async, {driver}", db, answers))
    return made


def _peer(name: str, db: Database, answers: Any) -> Peer:
    work = Work(answers)

    def lent(operation: Callable[..., Any]) -> Callable[[int, int], Any]:
        def run(owner: int, key: int) -> Any:
            with db.session(owner=owner) as session:
                return operation(session, owner, key)

        return run

    found = {name: lent(operation) for name, operation in operations(work).items()}
    return Peer(name, answers, found, db.dispose, counter(db.engine))


def _async_peer(name: str, db: Database, answers: Any) -> Peer:
    work = Work(answers)

    def lent(operation: Callable[..., Any]) -> Callable[[int, int], Any]:
        async def run(owner: int, key: int) -> Any:
            async with db.async_session(owner=owner) as session:
                return await session.run_sync(operation, owner, key)

        return run

    found = {name: lent(operation) for name, operation in operations(work).items()}
    counts = counter(db.async_engine.sync_engine)
    return Peer(name, answers, found, db.aclose, counts, is_async=True)


def counter(engine: Engine) -> Callable[[], int]:
    """Counts statements from its first call on; before that nothing listens, as in an application."""
    sent: list[int] = []

    def statements() -> int:
        if not sent:
            sent.append(0)
            event.listen(engine, "before_cursor_execute", note)
        return sent[0]

    def note(*_: object) -> None:
        sent[0] += 1

    return statements


class Work:
    """The operations in a session.

    Args:
        answers: "schema" or "model".
    """

    def __init__(self, answers: str) -> None:
        schema = answers == "schema"
        self.task: dict[str, Any] = {"into": TaskPublic} if schema else {}
        self.tagged: dict[str, Any] = {"into": TaskWithTags} if schema else {"load": [Task.tags]}
        self.cursors: dict[int, str | None] = {}

    def get(self, session: Session, owner: int, key: int) -> Any:
        return Crud(Task, session).get(key, **self.task)

    def page(self, session: Session, owner: int, key: int, **options: Any) -> Any:
        tasks = Crud(Task, session)
        shown = options or self.task
        is_open = col(Task.completed) == False  # noqa: E712
        return tasks.page(is_open, sort="-created_at", size=SIZE, **{**self.task, **shown})

    def page_keyset(self, session: Session, owner: int, key: int) -> Any:
        if owner not in self.cursors:
            self.cursors[owner] = self.page(session, owner, key).next
        return self.page(session, owner, key, after=self.cursors[owner])

    def page_total(self, session: Session, owner: int, key: int) -> Any:
        return self.page(session, owner, key, total=True)

    def page_tags(self, session: Session, owner: int, key: int) -> Any:
        return self.page(session, owner, key, **self.tagged)

    def search(self, session: Session, owner: int, key: int) -> Any:
        return self.page(session, owner, key, search="milk")

    def stats(self, session: Session, owner: int, key: int) -> Any:
        return Crud(Task, session).aggregate(
            into=TaskStats,
            total=count(),
            completed=count(col(Task.completed) == True),  # noqa: E712
            overdue=count(col(Task.due_date) < datetime.now(UTC)),
            high=count(col(Task.priority) == Priority.HIGH),
        )

    def create(self, session: Session, owner: int, key: int) -> Any:
        data = {"title": "New", "description": "What to do", "priority": "high"}
        return Crud(Task, session).create(data, **self.task)

    def update(self, session: Session, owner: int, key: int) -> Any:
        return Crud(Task, session).update(key, {"title": "Changed"}, **self.task)

    def soft_delete(self, session: Session, owner: int, key: int) -> Any:
        Crud(Task, session).delete(key)
