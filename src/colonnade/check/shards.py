"""The files of a run, dealt out to processes that keep their trees between the two rounds."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from colonnade.check.config import Config
from colonnade.check.seen import Seen
from colonnade.check.worker import Worker
from colonnade.findings import Finding

_WORTH_A_PROCESS = 500_000
"""Bytes of source that take about as long as it takes to start another process."""


class Shards:
    """The processes of a run; with few files, this process alone.

    Args:
        config: which rules hold where.
        files: the files of the first round.
    """

    def __init__(self, config: Config, files: Sequence[Path]) -> None:
        self.config = config
        count = min(os.cpu_count() or 1, 1 + sum(map(_size, files)) // _WORTH_A_PROCESS)
        self._here = Worker(config) if count == 1 else None
        self._dealt: dict[str, int] = {}
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

    def first(self, files: Sequence[Path], known: Mapping[str, str]) -> Iterator[Seen]:
        """The first round: read files.

        Args:
            files: the files.
            known: the digests of their contents in an earlier run, by path.
        """
        if self._here:
            yield from (self._here.first(path, known.get(str(path))) for path in files)
            return
        for number, path in enumerate(sorted(files, key=_size, reverse=True)):
            self._dealt[str(path)] = number % len(self._pipes)
        yield from self._ask("first", files, [(path, known.get(str(path))) for path in files])

    def second(
        self, files: Sequence[Path], facts: list[bytes], versions: dict[str, str]
    ) -> Iterator[tuple[str, list[Finding]]]:
        """The second round: what is wrong with each file.

        Args:
            files: the files.
            facts: what each file adds to the project, pickled.
            versions: the versions of the packages that the project installs.
        """
        if not files:
            return
        if self._here:
            self._here.told(facts, versions)
            yield from map(self._here.second, files)
            return
        for pipe in self._pipes:
            pipe.send(("told", (facts, versions)))
        for number, path in enumerate(files):
            self._dealt.setdefault(str(path), number % len(self._pipes))
        yield from self._ask("second", files, [(path,) for path in files])

    def _ask(self, what: str, files: Sequence[Path], arguments: list[Any]) -> Iterator[Any]:
        for shard, pipe in enumerate(self._pipes):
            mine = [a for a in arguments if self._dealt[str(a[0])] == shard]
            pipe.send((what, mine))
        waiting = len(files)
        while waiting:
            for ready in wait(self._pipes):
                answer = cast("Connection", ready).recv()
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
                waiting -= 1

    def _start(self) -> None:
        # A fork starts at once, and is safe while nothing else runs in this process.
        alone = threading.active_count() == 1 and hasattr(os, "fork")
        context: Any = multiprocessing.get_context("fork" if alone else "spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.config), daemon=True)
        process.start()
        theirs.close()
        self._pipes.append(mine)
        self._processes.append(process)


def _serve(pipe: Connection, config: Config) -> None:
    """What a process does: answers until it is told to stop."""
    worker = Worker(config)
    while True:
        what, arguments = pipe.recv()
        if what == "stop":
            return
        try:
            if what == "told":
                worker.told(*arguments)
                continue
            for argument in arguments:
                pipe.send(getattr(worker, what)(*argument))
        except Exception as error:
            pipe.send(error)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
