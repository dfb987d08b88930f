"""How a prepared text goes to the driver, and its rows come back.

The rule here: the driver is sent what SQLAlchemy's own cursor would send it, in the same transaction, and its errors are the
same. Left out is what would be made anew for each execution: psycopg looks up for every cursor how each type is written
and read, so a connection keeps the cursor of each statement; SQLAlchemy's cursors of async drivers describe and copy
each result, so those drivers are asked past them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import await_only


class Text(Protocol):
    """A statement as it is sent; the attributes are as in `Prepared`, which knows this module and is not known by it."""

    text: str
    returns: bool
    described: bool

    def describe(self, description: Sequence[Sequence[Any]]) -> None: ...


Answer = tuple[Sequence[Any], int]
"""The rows of a statement; and how many it has changed, where it has none."""

Send = Callable[[PoolProxiedConnection, Text, Any], Answer]
"""Runs a statement with its parameters on a connection of the pool."""

Adapting = tuple[bytes | int | None, ...]
"""Which settings and registered types a cursor of psycopg reads and writes values by."""

CURSORS = 50
"""How many cursors a connection keeps; the one that was not used for the longest time gives way."""

_KEPT = "colonnade.cursors"
_SETTINGS = (b"client_encoding", b"DateStyle", b"IntervalStyle", b"TimeZone")
"""What psycopg looks at when it looks up how a type is read."""


def sender_of(dialect: Dialect) -> Send:
    """How statements are sent by the driver of a dialect."""
    if dialect.driver == "psycopg":
        return _by_async_psycopg if dialect.is_async else _by_psycopg
    return _by_asyncpg if dialect.driver == "asyncpg" else _by_cursor


def set_autocommit(raw: PoolProxiedConnection, dialect: Dialect, *, on: bool) -> None:
    """Let statements run by themselves, or in transactions.

    Args:
        raw: a connection on which no transaction is open.
        dialect: of the engine that it is of.
        on: whether they run by themselves.
    """
    connection: Any = raw.dbapi_connection
    if dialect.driver != "psycopg":
        connection.autocommit = on
        return
    # psycopg's own way waits for nothing but looks whether a transaction is open, at the price of a tenth of a read.
    (connection.driver_connection if dialect.is_async else connection)._autocommit = on


def forget_plans(raw: PoolProxiedConnection) -> None:
    """Let a connection prepare its statements anew; asyncpg sees to that by itself.

    Args:
        raw: a connection on which no transaction is open.
    """
    cursor = raw.cursor()
    cursor.execute("ROLLBACK")  # after one, every version of psycopg drops what it has prepared
    cursor.close()


def _by_cursor(raw: PoolProxiedConnection, prepared: Text, parameters: Any) -> Answer:
    cursor = raw.cursor()
    try:
        cursor.execute(prepared.text, parameters)
        if not prepared.described:
            prepared.describe(cursor.description or ())
        answer = (cursor.fetchall() if prepared.returns else (), cursor.rowcount)
    except BaseException:
        with suppress(Exception):
            cursor.close()
        raise
    cursor.close()
    return answer


def _by_psycopg(raw: PoolProxiedConnection, prepared: Text, parameters: Any) -> Answer:
    connection: Any = raw.dbapi_connection
    cursor, adapting = _taken(raw, connection, prepared.text)
    cursor.execute(prepared.text, parameters)
    if not prepared.described:
        prepared.describe(cursor.description or ())
    answer = (cursor.fetchall() if prepared.returns else (), cursor.rowcount)
    _keep(raw, prepared.text, cursor, adapting)
    return answer


def _by_async_psycopg(raw: PoolProxiedConnection, prepared: Text, parameters: Any) -> Answer:
    cursor, adapting = _taken(raw, raw.driver_connection, prepared.text)
    answer: Answer = await_only(_awaited(cursor, prepared, parameters))
    _keep(raw, prepared.text, cursor, adapting)
    return answer


async def _awaited(cursor: Any, prepared: Text, parameters: Any) -> Answer:
    await cursor.execute(prepared.text, parameters)
    if not prepared.described:
        prepared.describe(cursor.description or ())
    return await cursor.fetchall() if prepared.returns else (), cursor.rowcount


def _taken(raw: PoolProxiedConnection, connection: Any, text: str) -> tuple[Any, Adapting]:
    """The cursor that ran a statement before, if types are still read as they were then; and how they are.

    Nobody else finds it until it is kept again, so whoever runs the same statement meanwhile has another one, and one that
    has failed or was cancelled is not used again.
    """
    adapting = _adapting(connection)
    cursor, known = raw.info.setdefault(_KEPT, {}).pop(text, (None, None))
    return (cursor if known == adapting else connection.cursor()), adapting


def _adapting(connection: Any) -> Adapting:
    """What psycopg's cursors copy from their connection, which copies it itself before it registers another type."""
    adapters = connection.adapters
    # Rows come as text, and a parameter is written in whichever format was registered last.
    loaders, dumpers = adapters._loaders[0], adapters._dumpers["s"]
    return *map(connection.pgconn.parameter_status, _SETTINGS), id(loaders), id(dumpers)


def _keep(raw: PoolProxiedConnection, text: str, cursor: Any, adapting: Adapting) -> None:
    cursor.pgresult.clear()
    cursors = raw.info[_KEPT]
    cursors[text] = (cursor, adapting)
    if len(cursors) > CURSORS:
        cursors.pop(next(iter(cursors)), None)


def _by_asyncpg(raw: PoolProxiedConnection, prepared: Text, parameters: Any) -> Answer:
    if not prepared.described:
        return _by_cursor(raw, prepared, parameters)
    adapted: Any = raw.dbapi_connection
    try:
        if adapted.autocommit and prepared.returns:  # nobody else waits for this connection
            return await_only(adapted.driver_connection.fetch(prepared.text, *parameters)), 0
        answer: Answer = await_only(_asked(adapted, prepared, parameters))
    except Exception as error:
        adapted._handle_exception(error)
    return answer


async def _asked(adapted: Any, prepared: Text, parameters: Any) -> Answer:
    """As the adapter's cursor, with the statements that asyncpg itself has prepared."""
    async with adapted._execute_mutex:
        if adapted._transaction is None:
            await adapted._start_transaction()
        if prepared.returns:
            return await adapted.driver_connection.fetch(prepared.text, *parameters), 0
        status: str = await adapted.driver_connection.execute(prepared.text, *parameters)
        return (), int(status.rpartition(" ")[2])


async def committed(adapted: Any, dialect: Dialect) -> None:
    """Commit on an async driver, as SQLAlchemy's adapter does in a greenlet.

    Args:
        adapted: the adapter of the driver's connection.
        dialect: of its engine.
    """
    if dialect.driver != "asyncpg":
        await adapted.driver_connection.commit()
    elif adapted._transaction is not None:
        await adapted._call_and_discard(adapted._transaction.commit)
