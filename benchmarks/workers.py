"""A process for each peer, so that each pays only for its own imports, its own objects and its own event loop."""

import asyncio
import gc
import inspect
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from contextvars import copy_context
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from typing import Any

from benchmarks.answers import plain
from benchmarks.peers import Peer

Calls = Sequence[tuple[Any, ...]]

_sqlite_statements: list[str] = []


class Worker:
    """A peer in a process of its own.

    Attributes:
        name: what it is called in results.
        answers: what the peer answers with, once it has started.

    Args:
        name: what it is called in results.
        home: `module:class` of the peer in `benchmarks.peers`.
        url: the database.
        traced: whether to count the statements that SQLite runs, which takes time.
    """

    def __init__(self, name: str, home: str, url: str, *, traced: bool = False) -> None:
        self.name = name
        self._pipe, there = Pipe()
        handle = there.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, home, url, "traced" if traced else "", str(handle)],
            pass_fds=[handle],
        )
        there.close()

    def wait(self) -> None:
        """Wait until it has started."""
        self.answers: str = self._received()

    def answer(self, operation: str, *arguments: Any) -> Any:
        """What the peer answers, in plain values."""
        return self._ask("answer", operation, [arguments])

    def seconds(self, operation: str, calls: Calls) -> list[float]:
        """How long each call took."""
        found: list[float] = self._ask("seconds", operation, calls)
        return found

    def statements(self, operation: str, *arguments: Any) -> int:
        """How many statements SQLite ran for one call."""
        return int(self._ask("statements", operation, [arguments]))

    def stop(self) -> None:
        self._pipe.close()
        self._process.wait()

    def _ask(self, *request: Any) -> Any:
        self._pipe.send(request)
        return self._received()

    def _received(self) -> Any:
        try:
            return self._pipe.recv()
        except EOFError:
            raise RuntimeError(f"{self.name} has stopped; its error is above") from None


def _serve(home: str, url: str, traced: str, handle: str) -> None:
    if traced:
        _trace_sqlite()
    module, name = home.split(":")
    peer: Peer = getattr(import_module(f"benchmarks.peers.{module}"), name)(url)
    _Server(peer, Connection(int(handle))).run()


class _Server:
    def __init__(self, peer: Peer, pipe: Connection) -> None:
        self._peer = peer
        self._pipe = pipe
        self._loop = asyncio.new_event_loop()
        self._context = copy_context()
        asyncio.set_event_loop(self._loop)

    def run(self) -> None:
        self._finished(self._peer.open)
        self._pipe.send(self._peer.answers)
        with suppress(EOFError):
            while True:
                self._pipe.send(self._done(*self._pipe.recv()))
        self._finished(self._peer.close)

    def _done(self, kind: str, operation: str, calls: Calls) -> Any:
        answer = getattr(self, f"_{kind}")(getattr(self._peer, operation), calls)
        return plain(operation, answer) if kind == "answer" else answer

    def _finished(self, method: Callable[..., Any], *arguments: Any) -> Any:
        answer = method(*arguments)
        return self._waited_for(answer) if inspect.iscoroutine(answer) else answer

    def _waited_for(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run it in the context of `open`, where a library may have left its connections."""
        task = self._loop.create_task(coroutine, context=self._context)
        return self._loop.run_until_complete(task)

    def _answer(self, method: Callable[..., Any], calls: Calls) -> Any:
        return self._finished(method, *calls[0])

    def _statements(self, method: Callable[..., Any], calls: Calls) -> int:
        _sqlite_statements.clear()
        self._finished(method, *calls[0])
        return sum(not text.startswith(("BEGIN", "COMMIT")) for text in _sqlite_statements)

    def _seconds(self, method: Callable[..., Any], calls: Calls) -> list[float]:
        gc.collect()
        if inspect.iscoroutinefunction(method):
            times: list[float] = self._waited_for(_awaited(method, calls))
            return times
        return [_timed(method, arguments) for arguments in calls]


def _timed(method: Callable[..., Any], arguments: Sequence[Any]) -> float:
    start = time.perf_counter()
    method(*arguments)
    return time.perf_counter() - start


async def _awaited(method: Callable[..., Any], calls: Calls) -> list[float]:
    times = []
    for arguments in calls:
        start = time.perf_counter()
        await method(*arguments)
        times.append(time.perf_counter() - start)
    return times


def _trace_sqlite() -> None:
    """Note what every connection to SQLite runs, whoever opens it; the proxy on the wire does it for PostgreSQL."""
    connect = sqlite3.dbapi2.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(_sqlite_statements.append)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = traced


if __name__ == "__main__":
    _serve(*sys.argv[1:])
