"""The threads of one version in a process of its own: what Python does for the migration does not hold them up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from threading import Event
from typing import Any

from sqlalchemy import URL, create_engine

from colonnade.errors import MigrationError
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.load.worker import Worker
from colonnade.migrate.rehearsal.load.workload import Workload
from colonnade.schema.database.connect import sync_url

_CONNECT = {"psycopg": {"prepare_threshold": None}}
"""As an application's engine has it: a prepared statement fails once when its table changes."""


@dataclass(frozen=True)
class Orders:
    """What a crew is to do.

    Attributes:
        url: the database.
        workloads: what each thread does.
        seed: of the first thread's choices.
    """

    url: URL
    workloads: list[Workload]
    seed: int


@dataclass
class Crew:
    """A crew, which waits for orders."""

    pipe: "Pipe[Any, Any]"

    def begin(self, orders: Orders) -> None:
        """Let it begin, and wait until it has."""
        self.pipe.send(orders)
        self._said()

    def stop(self) -> Seen:
        """End the load, and give what it saw."""
        self.pipe.send("stop")
        seen: Seen = self._said()
        return seen

    def _said(self) -> Any:
        try:
            return self.pipe.recv()
        except EOFError:
            raise MigrationError("The load beside the migration has ended by itself.") from None


@contextmanager
def crew() -> Iterator[Crew]:
    """A crew in a process of its own, which starts at once and is gone at the end."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Crew(ours)
    finally:
        ours.close()
        process.join(5)
        process.kill()
        process.join()


def _work(pipe: "Pipe[Any, Any]") -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it as well, and closes the pipe
    stop = Event()
    try:
        workers = _workers(pipe.recv(), stop)
        pipe.send("ready")
        pipe.recv()
        stop.set()
        pipe.send(_collected(workers))
    except (EOFError, OSError):
        stop.set()  # nobody is interested any more


def _workers(orders: Orders, stop: Event) -> list[Worker]:
    url = sync_url(orders.url)
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_size=len(orders.workloads),
        connect_args=_CONNECT.get(url.get_driver_name(), {}),
    )
    workers = [
        Worker(engine, workload, stop, orders.seed + number)
        for number, workload in enumerate(orders.workloads)
    ]
    for worker in workers:
        worker.start()
    return workers


def _collected(workers: list[Worker]) -> Seen:
    seen = Seen()
    for worker in workers:
        worker.join()
        seen.add(worker.seen)
    return seen
