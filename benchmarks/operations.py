"""One operation at a time, as a ratio to the raw driver: `python -m benchmarks.operations`.

All peers take turns in every round, so that they see the same machine; the ratio is that of the medians. The database
is made for the run on the server of `DATABASE_SERVER` (PostgreSQL on this machine without it), and dropped.
"""

import asyncio
import gc
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks import taskboard
from benchmarks.peers import ALL, OPERATIONS, Peer, load
from colonnade import Database

SERVER = os.environ.get("DATABASE_SERVER", "postgresql://postgres@127.0.0.1:5432")
RESULTS = Path(__file__).with_name("results.json")
ROUNDS = 40


@dataclass(frozen=True)
class Measured:
    """One operation of one peer.

    Attributes:
        operation: which.
        peer: whose.
        answers: what it gives.
        database: on which.
        ratio_to_raw: the median time, by that of the first peer.
        statements: how many it sends; None where the peer cannot tell.
    """

    operation: str
    peer: str
    answers: str
    database: str
    ratio_to_raw: float
    statements: int | None


@contextmanager
def database(server: str) -> Iterator[str]:
    """The URL of a filled database that is dropped afterwards."""
    name = f"colonnade_benchmark_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    url = f"{server}/{name}"
    try:
        db = Database(url)
        taskboard.fill(db)
        db.dispose()
        yield url
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measured(url: str, names: tuple[str, ...] = ALL, rounds: int = ROUNDS) -> list[Measured]:
    """Every operation of every peer.

    Args:
        url: of a filled database.
        names: the modules of the peers; the first one holds what the others are compared with.
        rounds: how often each operation is done; at most 190, as each deletes a task of its own.
    """
    with asyncio.Runner() as runner:
        peers = load(url, names)
        rows = [row for name in OPERATIONS for row in _operation(runner, peers, name, rounds)]
        for peer in peers:
            closed = peer.close()
            if peer.is_async:
                runner.run(closed)
    return rows


def _operation(
    runner: asyncio.Runner, peers: list[Peer], name: str, rounds: int
) -> Iterator[Measured]:
    able = [(place, peer) for place, peer in enumerate(peers) if name in peer.operations]
    times: dict[int, list[float]] = {place: [] for place, _ in able}
    for n in range(-WARM, rounds):
        for place, peer in able:
            gc.collect(0)
            seconds = _seconds(runner, peer, name, *_row(place, n + WARM))
            if n >= 0:
                times[place].append(seconds)
    first = median(times[able[0][0]])
    for place, peer in able:
        count = _statements(runner, peer, name, _row(place, WARM + rounds))
        ratio = round(median(times[place]) / first, 2)
        yield Measured(name, peer.name, peer.answers, "postgresql", ratio, count)


WARM = 8


def _row(place: int, n: int) -> tuple[int, int]:
    """An owner of each peer's own, and one of the owner's 200 tasks."""
    owner = 100 + place
    return owner, owner - 1 + 1000 * (1 + n % 198)


def _seconds(runner: asyncio.Runner, peer: Peer, name: str, owner: int, key: int) -> float:
    operation = peer.operations[name]
    if peer.is_async:
        return runner.run(_awaited(operation, owner, key))
    start = time.perf_counter()
    operation(owner, key)
    return time.perf_counter() - start


async def _awaited(operation: Any, owner: int, key: int) -> float:
    start = time.perf_counter()
    await operation(owner, key)
    return time.perf_counter() - start


def _statements(runner: asyncio.Runner, peer: Peer, name: str, row: tuple[int, int]) -> int | None:
    if peer.statements is None:
        return None
    before = peer.statements()
    _seconds(runner, peer, name, *row)
    return peer.statements() - before


def show(rows: list[Measured]) -> None:
    """Print the ratios as a table."""
    table = Table(title="Ratio to the raw driver (statements)", title_justify="left")
    table.add_column("peer")
    for name in OPERATIONS:
        table.add_column(name, justify="right")
    cells = {(row.peer, row.answers, row.operation): row for row in rows}
    for peer, answers in dict.fromkeys((row.peer, row.answers) for row in rows):
        found = [cells.get((peer, answers, name)) for name in OPERATIONS]
        shown = [f"{row.ratio_to_raw:.2f} ({row.statements})" if row else "" for row in found]
        table.add_row(f"{peer}, {answers}", *shown)
    Console(width=200).print(table)


def main() -> None:
    """Measure, print, and write `results.json`."""
    with database(SERVER) as url:
        rows = measured(url)
    show(rows)
    RESULTS.write_text(json.dumps({"operations": [asdict(row) for row in rows]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
