"""The files of a run, dealt out to processes that keep their trees from one round to the next.

With many files this process itself reads none: the others end at once, while it would have to free every tree.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from itertools import cycle
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from colonnade.check.config import Config
from colonnade.check.reading import undisturbed
from colonnade.check.worker import Worker

_WORTH_A_PROCESS = 500_000
"""Bytes of source that take about as long as it takes to start another process."""
_AT_ONCE = 32
"""How many answers travel together."""


class Shards:
    """The processes of a run; with few files, this process alone.

    Args:
        config: which rules hold where.
        versions: the versions of the packages that the project installs.
        sizes: the bytes of each file that is read.
    """

    def __init__(self, config: Config, versions: dict[str, str], sizes: dict[str, int]) -> None:
        self._made_with = config, versions
        self._here = Worker(config, versions)
        count = min(os.cpu_count() or 1, 1 + sum(sizes.values()) // _WORTH_A_PROCESS)
        self._dealt = _dealt(sizes, count)
        self._processes: list[Any] = []
        self._pipes: list[Connection] = []
        for _ in range(count if count > 1 else 0):
            self._start()

    def __enter__(self) -> "Shards":
        return self

    def __exit__(self, *error: object) -> None:
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            if any(error):
                process.terminate()
            else:
                pipe.send(("stop", ()))
            process.join()

    def ask(self, what: str, orders: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """What a method of the workers answers, in any order.

        Args:
            what: its name.
            orders: what it is called with, a path first.
        """
        if not self._pipes:
            yield from (getattr(self._here, what)(*order) for order in orders)
            return
        for pipe, share in zip(self._pipes, self._shares(orders), strict=True):
            pipe.send((what, share))
        waiting = len(orders)
        while waiting:
            for answer in self._arrived():
                waiting -= 1
                yield answer

    def tell(self, facts: list[bytes], named: frozenset[bytes]) -> None:
        """Have every process know all files of the project together."""
        for pipe in self._pipes:
            pipe.send(("told", (facts, named)))
        if not self._pipes:
            self._here.told(facts, named)

    def _shares(self, orders: Sequence[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
        """The orders of each process: always the same for a file, which only one of them has read."""
        shares: list[list[tuple[Any, ...]]] = [[] for _ in self._pipes]
        for number, order in enumerate(orders):
            shares[self._dealt.setdefault(order[0], number % len(shares))].append(order)
        return shares

    def _arrived(self) -> Iterator[Any]:
        """What the processes have answered."""
        for ready in wait(self._pipes):
            answers = cast("Connection", ready).recv()
            if isinstance(answers, BaseException):
                raise answers
            yield from answers

    def _start(self) -> None:
        # A fork starts at once, and is safe while nothing else runs in this process.
        alone = threading.active_count() == 1 and hasattr(os, "fork")
        context: Any = multiprocessing.get_context("fork" if alone else "spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, *self._made_with), daemon=True)
        process.start()
        theirs.close()
        self._pipes.append(mine)
        self._processes.append(process)


def _dealt(sizes: dict[str, int], count: int) -> dict[str, int]:
    """Which process reads which file: the largest first, to and fro, so that none has the larger one every time."""
    to_and_fro = [*range(count), *reversed(range(count))]
    largest_first = sorted(sizes, key=sizes.__getitem__, reverse=True)
    return dict(zip(largest_first, cycle(to_and_fro), strict=False))


def _serve(pipe: Connection, config: Config, versions: dict[str, str]) -> None:
    """What a process does: answers until it is told to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it stops it
    with undisturbed():
        _answer(pipe, Worker(config, versions))


def _answer(pipe: Connection, worker: Worker) -> None:
    while True:
        what, orders = pipe.recv()
        if what == "stop":
            os._exit(0)  # the system frees the trees at once
        try:
            if what == "told":
                worker.told(*orders)
                continue
            for first in range(0, len(orders), _AT_ONCE):
                some = orders[first : first + _AT_ONCE]
                pipe.send([getattr(worker, what)(*order) for order in some])
        except Exception as error:
            pipe.send(error)
