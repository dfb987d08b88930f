"""psycopg's connections, sync and async, with a BEGIN that says whose transaction it is.

psycopg begins along with the first statement of a transaction, so nothing is awaited that it would not await.
"""

from functools import cache
from typing import Any

from psycopg import errors, generators, pq


def make_additive(driver: Any) -> None:
    """Let a connection add to its next BEGIN what it was told; it stays of the class that the application has chosen.

    Args:
        driver: a connection, which has an attribute `said_at_begin` from now on: the statements that go with BEGIN, once.
    """
    kind: Any = type(driver)
    driver.__class__ = _additive(kind)


@cache
def _additive(kind: Any) -> Any:
    class AdditiveConnection(kind):  # type: ignore[misc]
        said_at_begin = ""

        def _start_query(self) -> Any:
            idle = self.pgconn.transaction_status == pq.TransactionStatus.IDLE
            if self.said_at_begin and idle and not self._autocommit:
                said, self.said_at_begin = self.said_at_begin, ""
                return _one_by_one(self, said) if self._pipeline else _together(self, said)
            return super()._start_query()

    return AdditiveConnection


def _together(driver: Any, said: str) -> Any:
    """Send BEGIN and what was said in one message, and read all answers.

    Raises:
        psycopg.Error: as for a statement.
    """
    driver.pgconn.send_query(b"%b; %b" % (driver._get_tx_start_command(), said.encode()))
    for result in (yield from generators.execute(driver.pgconn)):
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, driver.info.encoding)


def _one_by_one(driver: Any, said: str) -> Any:
    """The same in a pipeline, as for many rows, which knows no message of several statements."""
    for command in (driver._get_tx_start_command(), *said.split("; ")):
        yield from driver._exec_command(command)
    yield from driver._pipeline._sync_gen()
