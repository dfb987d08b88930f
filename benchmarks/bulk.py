"""Many rows at once on PostgreSQL, as a ratio to COPY and `unnest` through the raw driver."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg

from benchmarks import scratch
from benchmarks.check import Disagreement
from benchmarks.operations import Measured, Times, in_another_order, measured, running, through
from benchmarks.peers import BULK_PEERS, RAW
from benchmarks.peers.peer import BULK
from benchmarks.samples import READ_BY, new_task
from benchmarks.taskboard import TAGS, TASKS, USERS
from benchmarks.wire import CountingProxy
from benchmarks.workers import Worker

ROUNDS = 3
ROWS, UPSERTED = 10_000, 1_000

FOUND = {
    "bulk_insert": ("SELECT count(*) FROM tasks WHERE title LIKE %s", ROWS),
    "bulk_update": ("SELECT count(*) FROM tasks WHERE title LIKE %s", ROWS),
    "upsert": ("SELECT count(*) FROM tags WHERE name LIKE %s", UPSERTED),
}
"""How to look whether it was done, and how many rows are then found."""


def rows() -> list[Measured]:
    """Every bulk operation of every peer."""
    with scratch.postgresql() as url, psycopg.connect(url, autocommit=True) as database:
        bulk = Bulk(database)
        with CountingProxy.before(url) as proxy, running(BULK_PEERS, through(proxy, url)) as seen:
            statements = {name: bulk.checked(worker, proxy) for name, worker in seen.items()}
        with running(BULK_PEERS, url) as workers:
            times: Times = {(operation, name): [] for operation in BULK for name in workers}
            for worker in workers.values():
                worker.seconds("get", [(1,)])  # connects
            for turn in range(ROUNDS):
                for operation in BULK:
                    for name in in_another_order(list(workers), turn):
                        times[operation, name] += bulk.seconds(workers[name], operation)
                    bulk.tidy()
            return measured("postgresql", RAW, workers, times, statements)


class Bulk:
    """The rows of each call, and what they leave behind.

    Args:
        database: a connection to look and tidy up with.
    """

    def __init__(self, database: psycopg.Connection) -> None:
        self._database = database
        self._turns = count(1)

    def checked(self, worker: Worker, proxy: CountingProxy) -> dict[str, int]:
        """The statements of each operation.

        Raises:
            Disagreement: not all rows were written.
        """
        worker.seconds("get", [(1,)])  # connects, and asks for the types of columns
        found = {}
        for operation in BULK:
            before = len(proxy.statements)
            self.seconds(worker, operation)
            found[operation] = len(proxy.statements) - before
        self.tidy()
        return found

    def seconds(self, worker: Worker, operation: str) -> list[float]:
        """How long one call took.

        Raises:
            Disagreement: not all rows were written.
        """
        turn = next(self._turns)
        made = list(getattr(self, f"_{operation}")(turn))
        seconds = worker.seconds(operation, [(made,)])
        statement, expected = FOUND[operation]
        row = self._database.execute(statement, (f"{operation} {turn} %",)).fetchone()
        if row != (expected,):
            raise Disagreement(f"{worker.name}: {operation} wrote {row}, not {expected} rows")
        return seconds

    def tidy(self) -> None:
        """Remove what was inserted, so that no peer finds larger tables than another."""
        self._database.execute("DELETE FROM tasks WHERE id > %s", (TASKS,))
        self._database.execute("DELETE FROM tags WHERE id > %s", (TAGS,))
        self._database.execute("VACUUM tasks, tags")

    def _bulk_insert(self, turn: int) -> Iterator[dict[str, Any]]:
        return (new_task(f"bulk_insert {turn} {i}", USERS) for i in range(ROWS))

    def _bulk_update(self, turn: int) -> Iterator[dict[str, Any]]:
        tasks = (task for task in range(1, TASKS) if task % USERS >= READ_BY)
        return (
            {"id": task, "title": f"bulk_update {turn} {i}"}
            for i, task in zip(range(ROWS), tasks, strict=False)
        )

    def _upsert(self, turn: int) -> Iterator[dict[str, Any]]:
        """Half of them are there, half are new."""
        first = TAGS - UPSERTED // 2 + 1
        keys = [
            *range(first, TAGS + 1),
            *(TAGS + turn * UPSERTED + i for i in range(UPSERTED // 2)),
        ]
        return ({"id": key, "name": f"upsert {turn} {key}", "user_id": USERS} for key in keys)
