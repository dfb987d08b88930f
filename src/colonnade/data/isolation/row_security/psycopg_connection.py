"""psycopg's connections, sync and async, with a BEGIN that says whose transaction it is.

psycopg begins along with the first statement of a transaction, so nothing is awaited that it would not await.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from psycopg import AsyncConnection, Connection, errors, generators, pq


def connect_additively(dialect: Any) -> None:
    """Let the connections of a dialect be additive from the beginning: Python is slower with one that changes its class.

    Args:
        dialect: of an engine that has not connected yet.
    """
    if not dialect.is_async:
        dialect.connect = _additive(Connection).connect
        return
    connect, creator = dialect.connect, _additive(AsyncConnection).connect
    dialect.connect = lambda *args, **kw: connect(*args, **{"async_creator_fn": creator, **kw})


def make_additive(driver: Any) -> None:
    """Let a connection that the application has made add to its next BEGIN what it was told; it stays of the class that the application has chosen.

    Args:
        driver: a connection, which has an attribute `said_at_begin` from now on: the statements that go with BEGIN, once.
    """
    driver.__class__ = _additive(driver.__class__)


@cache
def _additive(kind: Any) -> Any:
    class AdditiveConnection(kind):  # type: ignore[misc]
        said_at_begin = ""

        def _exec_command(self, command: Any, *args: Any, **kw: Any) -> Any:
            """What cursors begin with, and `Connection.transaction` as well."""
            if not self.said_at_begin or command != self._get_tx_start_command():
                return super()._exec_command(command, *args, **kw)
            said, self.said_at_begin = self.said_at_begin, ""
            if self._pipeline:
                return _one_by_one(super()._exec_command, [command, *said.split("; ")])
            return _together(self, b"%b; %b" % (command, said.encode()))

    return AdditiveConnection


def _together(driver: Any, statements: bytes) -> Any:
    """Send them in one message, and read all answers.

    Raises:
        psycopg.Error: as for a statement.
    """
    driver.pgconn.send_query(statements)
    for result in (yield from generators.execute(driver.pgconn)):
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, driver.info.encoding)


def _one_by_one(execute: Callable[[Any], Any], statements: list[Any]) -> Any:
    """The same in a pipeline, as for many rows, which knows no message of several statements."""
    for statement in statements:
        yield from execute(statement)
