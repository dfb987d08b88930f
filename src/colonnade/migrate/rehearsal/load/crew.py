"""The threads of one version in a process of its own: what Python does for the migration does not hold them up.

The process is started as a module and not with `multiprocessing`, which would run the person's main program again.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL

from colonnade.errors import MigrationError
from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.load.workload import Workload

READY = "ready"
"""What a crew says when it works; else the name of an error."""


@dataclass(frozen=True)
class Orders:
    """What a crew is to do.

    Attributes:
        url: the database.
        workloads: what each thread does.
        seed: of the first thread's choices.
        role: the role that they have; that of the URL, when empty.
    """

    url: URL
    workloads: list[Workload]
    seed: int
    role: str = ""


@dataclass(frozen=True)
class Crew:
    """A crew, which waits for orders."""

    process: "subprocess.Popen[bytes]"

    def begin(self, orders: Orders) -> None:
        """Let it begin, and wait until it has.

        Raises:
            MigrationError: it cannot.
        """
        said = self._say(pickle.dumps(orders))
        if said != READY:
            raise MigrationError(
                f"The load beside the migration cannot connect: {said}.",
                f"It needs {len(orders.workloads)} connections"
                f"{f', and to be {orders.role}' if orders.role else ''}.",
            )

    def stop(self) -> Seen:
        """End the load, and give what it saw."""
        seen: Seen = self._say(b".")
        return seen

    def _say(self, said: bytes) -> Any:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(said)
            stdin.flush()
            return pickle.load(stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise MigrationError("The load beside the migration has ended by itself.") from None


@contextmanager
def crew() -> Iterator[Crew]:
    """A crew in a process of its own, which starts at once and is gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "colonnade.migrate.rehearsal.load.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us; who loses us ends by itself
    )
    try:
        yield Crew(process)
    finally:
        process.kill()
        with suppress(BrokenPipeError):
            process.communicate()
