"""Units that only read, see deleted rows, and choose a server."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, select

from colonnade import (
    EVERYONE,
    ConfigurationError,
    Crud,
    Database,
    DatabaseSettings,
    ReadOnly,
    UniqueViolation,
)
from tests.data.sessions.rows import tags
from tests.data.taskboard import Account, Tag, Task, User, metadata


class TagPublic(BaseModel):
    name: str


def test_a_read_only_unit_reads(db: Database) -> None:
    assert tags(db, read_only=True) == []


def test_a_read_only_unit_refuses_writes(db: Database) -> None:
    with pytest.raises(ReadOnly), db.session(read_only=True) as session:
        session.add(Tag(name="x"))
    assert tags(db) == []


def test_the_next_unit_writes_again(db: Database) -> None:
    tags(db, read_only=True)
    with db.session() as session:
        session.add(Tag(name="x"))
    assert tags(db, read_only=True) == ["x"]


def test_raw_text_is_refused_as_well(db: Database) -> None:
    with pytest.raises(ReadOnly), db.session(owner=EVERYONE, read_only=True) as session:
        session.exec(text("INSERT INTO tags (name) VALUES ('x')"))


@pytest.mark.anyio
async def test_an_async_unit_only_reads(async_url: str) -> None:
    db = Database(async_url)
    with pytest.raises(ReadOnly):
        async with db.async_session(read_only=True) as session:
            session.add(Tag(name="x"))
    async with db.async_session() as session:
        session.add(Tag(name="y"))
    async with db.async_session(read_only=True) as session:
        assert (await session.exec(select(Tag.name))).all() == ["y"]
    await db.aclose()


USES = [
    lambda session: session.exec(select(Tag.name)).all(),
    lambda session: Crud(Tag, session).list(),
    lambda session: Crud(Tag, session).list(into=TagPublic),
    lambda session: Crud(Tag, session).create({"name": "x"}),
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("used_before", [True, False])
def test_a_unit_that_is_over_begins_nothing(
    db: Database, use: Callable[[Session], Any], used_before: bool
) -> None:
    with db.session() as session:
        _ = used_before and session.exec(select(Tag)).all()
    with pytest.raises(InvalidRequestError, match="permanently closed"):
        use(session)


@pytest.mark.anyio
async def test_an_async_unit_that_is_over_begins_nothing(async_url: str) -> None:
    db = Database(async_url)
    async with db.async_session() as session:
        pass
    with pytest.raises(InvalidRequestError, match="permanently closed"):
        await session.exec(select(Tag))
    await db.aclose()


def test_a_unit_may_see_deleted_rows(db: Database) -> None:
    with db.session() as session:
        user = User(email="ann", tasks=[Task(title="live"), Task(title="dead")])
        session.add(user)
        session.flush()
        Crud(Task, session).delete(user.tasks[1].id)
    with db.session(include_deleted=True) as session:
        assert Crud(Task, session).count() == 2
        assert len(session.exec(select(User)).one().tasks) == 2
        assert Crud(Task, session).list(Task.title == "dead")[0].deleted_at is not None


def test_the_isolation_level_is_the_one_asked_for(server_db: Database) -> None:
    postgresql = server_db.engine.dialect.name == "postgresql"
    asked = "SHOW transaction_isolation" if postgresql else "SELECT @@tx_isolation"
    with server_db.session(owner=EVERYONE, isolation_level="SERIALIZABLE") as session:
        assert session.exec(text(asked)).scalar_one().upper() == "SERIALIZABLE"
    with server_db.session(owner=EVERYONE) as session:
        assert session.exec(text(asked)).scalar_one().upper() != "SERIALIZABLE"


def test_sqlite_is_always_serialisable(sqlite_db: Database) -> None:
    assert tags(sqlite_db, isolation_level="READ COMMITTED") == []


@pytest.mark.parametrize("level", ["serializable", "SNAPSHOT", "AUTOCOMMIT"])
def test_a_wrong_isolation_level_is_refused_everywhere(db: Database, level: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"'{level}'.\nSay one of READ COMMITTED, "):
        tags(db, isolation_level=level)


def test_savepoints_nest(db: Database) -> None:
    with db.session() as session:
        session.add(Tag(name="a"))
        with session.begin_nested():
            session.add(Tag(name="b"))
            with pytest.raises(UniqueViolation), session.begin_nested():
                session.add(Tag(name="a"))
        with suppress(RuntimeError), session.begin_nested():
            session.add(Tag(name="c"))
            session.flush()
            raise RuntimeError
        session.add(Tag(name="d"))
    assert tags(db) == ["a", "b", "d"]


def test_a_null_pool_keeps_nothing_open() -> None:
    settings = DatabaseSettings(poolclass="NullPool")
    db = Database("postgresql://h/a", settings=settings)
    assert isinstance(db.engine.pool, NullPool)
    assert isinstance(db.async_engine.sync_engine.pool, NullPool)


@pytest.fixture
def replicated(tmp_path: Path) -> Iterator[Database]:
    """A primary and two replicas that are always behind: each has one tag, its own name."""
    urls = [f"sqlite:///{tmp_path / name}.sqlite" for name in ("primary", "one", "two")]
    for url in urls:
        single = Database(url)
        single.create_all(metadata)
        with single.session() as session:
            session.add(Tag(name=Path(url).stem))
        single.dispose()
    settings = DatabaseSettings(replica_lag=60)
    db = Database(urls[0], replicas=urls[1:], settings=settings)
    yield db
    db.dispose()


def test_read_only_units_use_the_replicas_in_turn(replicated: Database) -> None:
    assert [tags(replicated, read_only=True) for _ in range(3)] == [["one"], ["two"], ["one"]]


def test_other_units_use_the_primary(replicated: Database) -> None:
    assert tags(replicated) == ["primary"]
    assert tags(replicated, read_only=True) == ["one"]


def server(db: Database, owner: Any) -> str:
    """Which server a read-only unit of an owner uses."""
    with db.session(owner=owner, read_only=True) as session:
        return Path(session.get_bind().engine.url.database or "").stem


def test_an_owner_who_wrote_reads_the_primary(replicated: Database) -> None:
    with replicated.session(owner=1) as session:
        session.connection()  # whoever takes the connection may write
    assert [server(replicated, who) for who in (1, 2, EVERYONE)] == ["primary", "one", "primary"]


def test_what_everyone_wrote_counts_for_all(replicated: Database) -> None:
    with replicated.session(owner=EVERYONE) as session:
        session.exec(text("UPDATE tags SET name = 'new'"))
    assert server(replicated, 1) == "primary"


def test_a_unit_that_failed_wrote_nothing(replicated: Database) -> None:
    with suppress(RuntimeError), replicated.session() as session:
        session.add(Tag(name="x"))
        session.flush()
        raise RuntimeError
    assert tags(replicated, read_only=True) == ["one"]


def test_after_the_lag_the_replicas_are_used_again(replicated: Database) -> None:
    with replicated.session() as session:
        session.add(Tag(name="x"))
    replicated.settings.replica_lag = 0
    assert tags(replicated, read_only=True) == ["one"]


@pytest.mark.anyio
async def test_async_units_use_the_replicas(replicated: Database) -> None:
    async with replicated.async_session(read_only=True) as session:
        assert (await session.exec(select(Tag.name))).all() == ["one"]
    async with replicated.async_session() as session:
        session.add(Account())
    async with replicated.async_session(read_only=True) as session:
        assert (await session.exec(select(Tag.name))).all() == ["primary"]
    await replicated.aclose()


def test_the_check_asks_the_replicas(tmp_path: Path) -> None:
    from colonnade import ConnectionLost

    db = Database(
        f"sqlite:///{tmp_path / 'a.sqlite'}", replicas=[f"sqlite:///{tmp_path}/no/b.sqlite"]
    )
    with pytest.raises(ConnectionLost):
        db.check()
