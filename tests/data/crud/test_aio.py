"""`AsyncCrud` is `Crud`, awaited, with every async driver."""

import asyncio
import inspect
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from colonnade import AsyncCrud, Crud, Database, NotFound, UniqueViolation
from tests.data.taskboard import Tag, Task, User

pytestmark = pytest.mark.anyio
LOCK = text("SELECT pg_advisory_xact_lock(1)")
WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
async def adb(async_url: str) -> AsyncIterator[Database]:
    db = Database(async_url)
    yield db
    await db.aclose()


def public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


def test_both_have_the_same_methods() -> None:
    assert public(Crud) == public(AsyncCrud)


@pytest.mark.parametrize("name", sorted(public(Crud)))
def test_both_take_the_same_arguments(name: str) -> None:
    sync, awaited = getattr(Crud, name), getattr(AsyncCrud, name)
    of_sync, of_awaited = inspect.signature(sync), inspect.signature(awaited)
    assert of_sync.parameters == of_awaited.parameters
    # A generator is another one, not one that is awaited.
    assert of_sync == of_awaited or name == "stream"
    assert sync.__doc__ == awaited.__doc__


async def test_the_life_of_a_row(adb: Database) -> None:
    async with adb.async_session() as session:
        user = await AsyncCrud(User, session).create({"email": "ann"})
        tasks = AsyncCrud(Task, session)
        task = await tasks.create({"title": "a", "user_id": user.id})
        assert (await tasks.get(task.id, load=[Task.user])).user is user
        assert (await tasks.update(task.id, {"title": "b"})).title == "b"
        await tasks.delete(task.id)
        assert await tasks.get_or_none(task.id) is None
        assert (await tasks.restore(task.id)).title == "b"
        assert await tasks.exists(Task.title == "b")
        assert await tasks.count() == 1


async def test_pages(adb: Database) -> None:
    async with adb.async_session() as session:
        tags = AsyncCrud(Tag, session)
        await tags.create_many({"name": f"t{n}"} for n in range(5))
        first = await tags.page(sort="-name", size=3, total=True)
        second = await tags.page(sort="-name", size=3, after=first.next)
        assert [t.name for t in first.items + second.items] == ["t4", "t3", "t2", "t1", "t0"]
        assert (first.total, second.next) == (5, None)
        assert len(await tags.list(limit=2)) == 2


async def test_the_unit_of_work_commits(adb: Database) -> None:
    async with adb.async_session() as session:
        await AsyncCrud(Tag, session).create({"name": "a"})
    async with adb.async_session() as session:
        assert await AsyncCrud(Tag, session).count() == 1


async def test_the_unit_of_work_rolls_back(adb: Database) -> None:
    async with adb.async_session() as session:
        await AsyncCrud(Tag, session).create({"name": "a"})

    async def fails() -> None:
        async with adb.async_session() as session:
            await AsyncCrud(Tag, session).create({"name": "b"})
            await AsyncCrud(Tag, session).create({"name": "a"})

    with pytest.raises(UniqueViolation):
        await fails()
    async with adb.async_session() as session:
        assert await AsyncCrud(Tag, session).count() == 1


async def test_errors_are_the_same(adb: Database) -> None:
    async with adb.async_session() as session:
        with pytest.raises(NotFound, match="Tag not found"):
            await AsyncCrud(Tag, session).get(9)


async def test_the_database_answers(adb: Database) -> None:
    await adb.async_check()


async def test_the_lifespan_closes_the_connections(adb: Database) -> None:
    async with adb.lifespan():
        await adb.async_check()
    assert adb.async_engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_concurrent_units_do_not_meet(adb: Database) -> None:
    async def create(n: int) -> bool:
        try:
            async with adb.async_session() as session:
                await AsyncCrud(User, session).create({"email": f"user{n % 4}"})
        except UniqueViolation:
            return False
        return True

    created = await asyncio.gather(*(create(n) for n in range(20)))
    assert sum(created) == 4


async def lock(db: Database) -> None:
    async with db.async_session() as session:
        await session.exec(LOCK)


async def test_a_cancelled_statement_leaves_the_database_usable(postgresql_db: Database) -> None:
    db = postgresql_db
    with db.engine.connect() as other:
        other.execute(LOCK)
        unit = asyncio.create_task(lock(db))
        while not unit.done() and not other.scalar(WAITING):
            await asyncio.sleep(0)
        unit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await unit
        await db.async_check()
    await db.aclose()
