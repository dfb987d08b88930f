"""Colonnade answering with a schema, as the routes of `crud_router` do; sync, and async on asyncpg."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col

from benchmarks.peers.colonnade import NEWEST, OLDEST, STATS, owner_of, position
from benchmarks.peers.peer import READS, WRITES, Answers, Row
from benchmarks.taskboard import Task, TaskPublic, TaskStats, TaskWithTags
from colonnade import EVERYONE, Crud, Database
from colonnade.data.queries.cursor import Seal, encode
from colonnade.data.queries.sorting import keys

Work = Callable[[Session], Any]


class Schemas:
    """Sync."""

    answers: Answers = "schema"

    seal: Seal | None = None

    def __init__(self, url: str) -> None:
        self.db = Database(url)

    def open(self) -> None:
        """The database connects by itself."""

    def close(self) -> Any:
        self.db.dispose()

    def unit(self, owner: Any, work: Work) -> Any:
        """What the work answers in a session of its own."""
        with self.db.session(owner=owner) as session:
            return work(session)

    def get(self, task_id: int) -> Any:
        return self.unit(owner_of(task_id), lambda s: Crud(Task, s).get(task_id, into=TaskPublic))

    def list_first(self, user_id: int) -> Any:
        return self.unit(
            user_id, lambda s: Crud(Task, s).list(sort=NEWEST, limit=50, into=TaskPublic)
        )

    def list_total(self, user_id: int) -> Any:
        def work(session: Session) -> Any:
            tasks = Crud(Task, session)
            page = tasks.page(sort=NEWEST, size=50, total=True, into=TaskPublic)
            return page.items, page.total

        return self.unit(user_id, work)

    def list_deep(self, offset: int) -> Any:
        def work(session: Session) -> Any:
            tasks = Crud(Task, session)
            return tasks.page(sort=OLDEST, size=50, offset=offset, into=TaskPublic).items

        return self.unit(EVERYONE, work)

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        """With the cursor that the page before would have given; signing it is measured along."""

        def work(session: Session) -> Any:
            tasks = Crud(Task, session)
            dialect = session.get_bind().dialect.name
            if self.seal is None:
                self.seal = tasks._seal(keys(Task, OLDEST, dialect), ())
            after = encode(position(created_at, task_id, dialect), self.seal)
            return tasks.page(sort=OLDEST, size=50, after=after, into=TaskPublic).items

        return self.unit(EVERYONE, work)

    def search(self, user_id: int, word: str) -> Any:
        def work(session: Session) -> Any:
            tasks = Crud(Task, session)
            in_title = col(Task.title).icontains(word, autoescape=True)
            return tasks.page(in_title, sort=NEWEST, size=50, into=TaskPublic).items

        return self.unit(user_id, work)

    def list_tags(self, user_id: int) -> Any:
        return self.unit(
            user_id, lambda s: Crud(Task, s).list(sort=NEWEST, limit=50, into=TaskWithTags)
        )

    def stats(self, user_id: int) -> Any:
        return self.unit(user_id, lambda s: Crud(Task, s).aggregate(into=TaskStats, **STATS))

    def create(self, task: Row) -> Any:
        return self.unit(task["user_id"], lambda s: Crud(Task, s).create(task, into=TaskPublic))

    def update(self, task_id: int, changes: Row) -> Any:
        def work(session: Session) -> Any:
            return Crud(Task, session).update(task_id, changes, into=TaskPublic)

        return self.unit(owner_of(task_id), work)

    def soft_delete(self, task_id: int) -> Any:
        return self.unit(owner_of(task_id), lambda s: Crud(Task, s).delete(task_id))


def _awaited(name: str) -> Callable[..., Any]:
    """An operation of `Schemas` whose unit is awaited. A coroutine function, or nobody would await it."""

    async def operation(self: Any, *arguments: Any) -> Any:
        return await getattr(Schemas, name)(self, *arguments)

    return operation


class AsyncSchemas(Schemas):
    """The same work in one greenlet of an async session."""

    def __init__(self, url: str) -> None:
        self.db = Database(url.replace("postgresql://", "postgresql+asyncpg://"))

    async def close(self) -> Any:
        await self.db.aclose()

    async def unit(self, owner: Any, work: Work) -> Any:
        async with self.db.async_session(owner=owner) as session:
            return await session.run_sync(work)


for _name in (*READS, *WRITES):
    setattr(AsyncSchemas, _name, _awaited(_name))
