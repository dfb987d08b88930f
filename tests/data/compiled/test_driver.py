"""How a prepared text goes to the driver."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg.types.string import StrDumper, TextLoader
from sqlalchemy import text

from colonnade import AsyncCrud, Crud, Database, UniqueViolation
from colonnade.data.compiled import driver
from tests.data.compiled.schemas import TaskPublic, UserPublic
from tests.data.taskboard import Task, User


def kept(db: Database) -> dict[str, Any]:
    """The cursors of the connection that was used last."""
    with db.engine.connect() as connection:
        found: dict[str, Any] = connection.info.get("colonnade.cursors", {})
        return dict(found)


def listed(db: Database) -> list[TaskPublic]:
    with db.session() as session:
        return Crud(Task, session).list(into=TaskPublic)


async def listed_awaited(db: Database) -> list[TaskPublic]:
    async with db.async_session() as session:
        return await AsyncCrud(Task, session).list(into=TaskPublic)


def test_a_statement_keeps_its_cursor_on_psycopg(postgresql_db: Database) -> None:
    listed(postgresql_db)
    before = kept(postgresql_db)
    listed(postgresql_db)
    assert kept(postgresql_db) == before != {}


def test_a_kept_cursor_holds_no_rows(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.add(Task(title="a", user=User(email="ann")))
    assert len(listed(postgresql_db)) == 1
    for cursor, _ in kept(postgresql_db).values():
        assert cursor.pgresult.pgresult_ptr is None


def test_a_connection_keeps_no_more_cursors_than_it_may(
    postgresql_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "CURSORS", 2)
    postgresql_db.dispose()
    for sort in ("title", "-title", "created_at", "-created_at"):
        with postgresql_db.session() as session:
            Crud(Task, session).list(sort=sort, into=TaskPublic)
    assert len(kept(postgresql_db)) == 2


def test_another_encoding_is_read_by_another_cursor(postgresql_db: Database) -> None:
    with postgresql_db.session() as session:
        session.add(Task(title="é", user=User(email="ann")))
    before = listed(postgresql_db)
    with postgresql_db.session() as session:
        session.connection().execute(text("SET LOCAL client_encoding = 'LATIN1'"))
        assert Crud(Task, session).list(into=TaskPublic) == before


@pytest.fixture
def own(postgresql_db: Database) -> Iterator[Database]:
    """A database whose connections nobody else gets."""
    opened = Database(postgresql_db.url.render_as_string(hide_password=False))
    yield opened
    opened.dispose()


def with_task(db: Database) -> None:
    with db.session() as session:
        session.add(Task(title="a", user=User(email="ann")))


def reading(connection: Any, load: Any) -> None:
    """Let a driver's connection read texts in another way."""
    loader = type("Loader", (TextLoader,), {"load": load})
    connection.adapters.register_loader("varchar", loader)


def loud(self: TextLoader, data: bytes) -> str:
    return bytes(data).decode().upper()


def test_a_type_that_is_registered_later_is_read_as_it_says(own: Database) -> None:
    with_task(own)
    with own.session() as session:
        tasks = Crud(Task, session)
        assert tasks.list(into=TaskPublic)[0].title == "a"
        reading(session.connection().connection.driver_connection, loud)
        assert tasks.list(into=TaskPublic)[0].title == "A"


def test_a_type_that_is_registered_later_is_written_as_it_says(own: Database) -> None:
    class Loud(StrDumper):
        def dump(self, obj: str) -> bytes:
            return obj.upper().encode()

    with own.session() as session:
        users = Crud(User, session)
        users.create({"email": "ann"}, into=UserPublic)
        raw: Any = session.connection().connection.driver_connection
        raw.adapters.register_dumper(str, Loud)
        assert users.create({"email": "bob"}, into=UserPublic).email == "BOB"


def test_a_statement_may_run_while_its_rows_are_read(own: Database) -> None:
    with_task(own)
    found: list[list[TaskPublic]] = []
    with own.session() as session:
        tasks = Crud(Task, session)

        def again(self: TextLoader, data: bytes) -> str:
            if not found:
                found.append([])
                found.append(tasks.list(Task.title != "b", into=TaskPublic))
            return bytes(data).decode()

        reading(session.connection().connection.driver_connection, again)
        assert tasks.list(Task.title != "", into=TaskPublic) == found[1]


@pytest.mark.parametrize("threshold", [None, 0])
def test_statements_that_the_server_prepares_at_once_or_never_keep_cursors(
    own: Database, threshold: int | None
) -> None:
    with_task(own)
    with own.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.prepare_threshold = threshold
    before = listed(own)
    assert listed(own) == before != []


def test_a_statement_alone_and_in_a_transaction_share_a_cursor(postgresql_db: Database) -> None:
    with_task(postgresql_db)
    alone = listed(postgresql_db)
    before = kept(postgresql_db)
    with postgresql_db.session() as session:
        session.connection()
        assert Crud(Task, session).list(into=TaskPublic) == alone
    assert kept(postgresql_db) == before
    assert listed(postgresql_db) == alone


def test_a_column_whose_type_has_changed_meanwhile_is_read(
    own: Database, postgresql_db: Database
) -> None:
    with_task(own)
    for _ in range(7):  # from the sixth time on the server has prepared it
        before = listed(own)
    for kind in ("bigint", "integer"):
        with postgresql_db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE tasks ALTER COLUMN points TYPE {kind}"))
        assert listed(own) == before


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["psycopg", "asyncpg"])
async def test_a_column_whose_type_has_changed_meanwhile_is_read_awaited(
    postgresql_db: Database, name: str
) -> None:
    with_task(postgresql_db)
    url = postgresql_db.url.set(drivername=f"postgresql+{name}")
    own = Database(url.render_as_string(hide_password=False))
    for _ in range(7):
        before = await listed_awaited(own)
    for kind in ("bigint", "integer"):
        with postgresql_db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE tasks ALTER COLUMN points TYPE {kind}"))
        assert await listed_awaited(own) == before
    await own.aclose()


def test_threads_do_not_share_a_cursor(postgresql_db: Database) -> None:
    with_task(postgresql_db)
    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(lambda _: listed(postgresql_db), range(40))]
    assert all(rows == found[0] != [] for rows in found)


def test_a_cursor_that_failed_is_not_used_again(postgresql_db: Database) -> None:
    def add(email: str) -> None:
        with postgresql_db.session() as session:
            Crud(User, session).create({"email": email}, into=User)

    add("ann")
    with pytest.raises(UniqueViolation):
        add("ann")
    assert not any("INSERT" in text for text in kept(postgresql_db))
    add("bob")
