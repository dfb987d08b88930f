"""One operation at a time, as a ratio to the raw driver: every peer in turn, in each of several rounds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks import scratch
from benchmarks.check import checked
from benchmarks.peers import PEERS, RAW, RAW_SQLITE, SQLITE_PEERS
from benchmarks.samples import CALLS, Samples
from benchmarks.wire import CountingProxy
from benchmarks.workers import Worker

ROUNDS = 12
WARM_UP = 8
FIRST = 3
"""How many calls of a turn do not count: others have had the processor's caches since the last turn."""

Workers = Mapping[str, Worker]
Statements = Mapping[str, Mapping[str, int]]
Times = dict[tuple[str, str], list[float]]
"""The median of each round, by operation and peer."""


@dataclass(frozen=True)
class Measured:
    """One operation by one peer."""

    operation: str
    peer: str
    answers: str
    database: str
    ratio_to_raw: float
    statements: int


def rows() -> list[Measured]:
    """Every operation of every peer on PostgreSQL, and of our own forms on SQLite."""
    with scratch.postgresql() as url:
        found = on_postgresql(url)
    with scratch.sqlite() as url:
        return found + on_sqlite(url)


def on_postgresql(url: str) -> list[Measured]:
    samples = Samples()
    with CountingProxy.before(url) as proxy, running(PEERS, url) as workers:
        with running(PEERS, through(proxy, url)) as seen:
            statements = {
                name: checked(worker, workers[RAW], samples, partial(_sent, proxy, worker))
                for name, worker in seen.items()
            }
        return measured("postgresql", RAW, workers, timed(workers, samples), statements)


def through(proxy: CountingProxy, url: str) -> str:
    """The same database by way of the proxy."""
    server = urlsplit(url)
    return f"postgresql://{server.username}@127.0.0.1:{proxy.port}{server.path}"


def _sent(proxy: CountingProxy, worker: Worker, operation: str, *arguments: Any) -> int:
    before = len(proxy.statements)
    worker.answer(operation, *arguments)
    return len(proxy.statements) - before


def on_sqlite(url: str) -> list[Measured]:
    samples = Samples()
    with running(SQLITE_PEERS, url) as workers:
        with running(SQLITE_PEERS, url, traced=True) as seen:
            statements = {
                name: checked(worker, workers[RAW_SQLITE], samples, worker.statements)
                for name, worker in seen.items()
            }
        return measured("sqlite", RAW_SQLITE, workers, timed(workers, samples), statements)


@contextmanager
def running(peers: Mapping[str, str], url: str, *, traced: bool = False) -> Iterator[Workers]:
    """A process for each peer; they start at the same time."""
    workers = {name: Worker(name, home, url, traced=traced) for name, home in peers.items()}
    try:
        for worker in workers.values():
            worker.wait()
        yield workers
    finally:
        for worker in workers.values():
            worker.stop()


def timed(workers: Workers, samples: Samples) -> Times:
    """The seconds of a call in every round, after calls that warm up caches and connections."""
    for operation in CALLS:
        for worker in workers.values():
            worker.seconds(operation, [samples.of(operation) for _ in range(WARM_UP)])
    times: Times = {(operation, name): [] for operation in CALLS for name in workers}
    for turn in range(ROUNDS):
        for operation, calls in CALLS.items():
            for name in in_another_order(list(workers), turn):
                arguments = [samples.of(operation) for _ in range(FIRST + calls)]
                found = workers[name].seconds(operation, arguments)
                times[operation, name].append(median(found[FIRST:]))
    return times


def in_another_order(names: list[str], turn: int) -> list[str]:
    """The names beginning with another one each turn, so that none always follows the same."""
    start = turn * 3 % len(names)
    return names[start:] + names[:start]


def measured(
    database: str, raw: str, workers: Workers, times: Times, statements: Statements
) -> list[Measured]:
    """Ratios to the raw driver in the same round, of which the median counts.

    What else the machine does changes from round to round, and slows both of a pair.
    """
    return [
        Measured(
            operation,
            name,
            workers[name].answers,
            database,
            round(_ratio(seconds, times[operation, raw]), 2),
            statements[name][operation],
        )
        for (operation, name), seconds in times.items()
    ]


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))
