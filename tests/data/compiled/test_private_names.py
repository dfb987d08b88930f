"""What drivers and SQLAlchemy keep to themselves and prepared statements use: a release without it fails here, by its name."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg.adapt import AdaptersMap, PyFormat
from psycopg.types.string import StrDumper, TextLoader
from sqlalchemy import Connection as Connected
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.dialects.postgresql.psycopg import AsyncAdapt_psycopg_connection
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import _SessionCloseState
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection

from colonnade import Database

CALLED: list[tuple[type[Any], str]] = [
    (AsyncAdapt_asyncpg_connection, "_start_transaction"),
    (AsyncAdapt_asyncpg_connection, "_call_and_discard"),
    (AsyncAdapt_asyncpg_connection, "_handle_exception"),
    (AsyncAdapt_psycopg_connection, "_handle_exception"),
    (Connected, "_handle_dbapi_exception"),
    (Connection, "_get_tx_start_command"),
    (Connection, "_exec_command"),
    (Session, "_autobegin_t"),
    (Session, "_is_clean"),
]


@pytest.mark.parametrize(("owner", "name"), CALLED)
def test_is_there_to_be_called(owner: type[Any], name: str) -> None:
    assert callable(getattr(owner, name))


def test_a_connection_of_the_pool_goes_back_as_it_is(postgresql_db: Database) -> None:
    raw: PoolProxiedConnection = postgresql_db.engine.raw_connection()
    assert callable(raw._close_special)
    raw.close()


def test_a_pool_says_how_far_it_may_overflow(postgresql_db: Database) -> None:
    assert isinstance(postgresql_db.async_engine.sync_engine.pool, AsyncAdaptedQueuePool)
    assert postgresql_db.async_engine.sync_engine.pool._max_overflow == 0


def test_an_engine_says_whether_somebody_listens() -> None:
    assert Engine._has_events is Connected._has_events is False


def test_a_closed_session_begins_nothing() -> None:
    session = Session()
    session._close_state = _SessionCloseState.CLOSED
    with pytest.raises(Exception, match="closed"):
        session.begin()


def test_psycopg_looks_for_its_switch_where_it_is_set(postgresql_db: Database) -> None:
    with postgresql_db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, Connection)
        for on in (True, False):
            raw._autocommit = on
            assert raw.autocommit is on


def test_psycopg_copies_its_types_before_it_changes_them() -> None:
    connection = AdaptersMap()
    AdaptersMap(connection)  # a cursor's
    loaders, dumpers = connection._loaders[0], connection._dumpers[PyFormat.AUTO]
    connection.register_loader(25, TextLoader)
    connection.register_dumper(str, StrDumper)
    assert connection._loaders[0] is not loaders
    assert connection._dumpers[PyFormat.AUTO] is not dumpers


@pytest.mark.anyio
async def test_the_adapter_of_asyncpg_has_its_lock_and_transaction(
    postgresql_db: Database,
) -> None:
    url = postgresql_db.url.set(drivername="postgresql+asyncpg")
    own = Database(url.render_as_string(hide_password=False))
    async with own.async_engine.connect() as connection:
        adapted: Any = (await connection.get_raw_connection()).dbapi_connection
        assert adapted._transaction is None
        assert not adapted._execute_mutex.locked()
    await own.aclose()
