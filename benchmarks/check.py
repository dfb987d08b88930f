"""Before anything is timed: every peer answers what the raw driver answers, and how many statements it takes."""

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.answers import plain
from benchmarks.peers.peer import READS
from benchmarks.samples import Samples
from benchmarks.workers import Worker

Counted = Callable[..., int]
"""Calls an operation and says how many statements were run."""

FILLED = ("id", "created_at", "updated_at")


class Disagreement(Exception):
    """A peer answers something else than the raw driver, or has not written what it should."""


def checked(worker: Worker, raw: Worker, samples: Samples, counted: Counted) -> dict[str, int]:
    """The statements of each operation.

    Args:
        worker: a peer.
        raw: the raw driver on the same database.
        samples: what to call with.
        counted: calls the peer and counts.

    Raises:
        Disagreement: the answers differ.
    """
    found = {}
    for operation, answer, expected in [
        *_reads(worker, raw, samples),
        *_writes(worker, raw, samples),
    ]:
        if answer != expected:
            raise Disagreement(f"{worker.name}: {operation} answers {answer!r}, not {expected!r}")
        found[operation] = counted(operation, *samples.of(operation))
    return found


Answer = tuple[str, Any, Any]


def _reads(worker: Worker, raw: Worker, samples: Samples) -> Iterator[Answer]:
    for operation in READS:
        arguments = samples.of(operation)
        yield operation, worker.answer(operation, *arguments), raw.answer(operation, *arguments)


def _writes(worker: Worker, raw: Worker, samples: Samples) -> Iterator[Answer]:
    (task,) = samples.of("create")
    made = worker.answer("create", task)
    stored = raw.answer("get", made["id"])
    yield "create", made, plain("create", task | {name: made[name] for name in FILLED})
    yield "create", made, stored
    number, changes = samples.of("update")
    before = raw.answer("get", number)
    changed = worker.answer("update", number, changes)
    yield "update", changed, before | changes | {"updated_at": changed["updated_at"]}
    yield "update", changed, raw.answer("get", number)
    yield "update", changed["updated_at"] > before["updated_at"], True
    (number,) = samples.of("soft_delete")
    worker.answer("soft_delete", number)
    yield "soft_delete", raw.answer("get", number), None
