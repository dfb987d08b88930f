"""A look at the server from outside, again and again: locks that are gone when a statement ends, and the disk."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from sqlalchemy import Engine

from colonnade.migrate.rehearsal.observer import Observer

EVERY = 0.02
"""Seconds between two looks at the locks."""

DISK = 0.5
"""Seconds between two looks at the disk."""


@dataclass
class Sampler:
    """What was seen.

    Attributes:
        observer: is told of locks.
        largest: the most bytes that the database took.
    """

    observer: Observer
    largest: int = 0
    _stop: Event = field(default_factory=Event)

    @contextmanager
    def watching(self, engine: Engine) -> Iterator[None]:
        """Look while the block runs."""
        thread = Thread(target=self._look, args=(engine,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _look(self, engine: Engine) -> None:
        server, looked = self.observer.server, 0.0
        connection = engine.raw_connection()
        connection.detach()
        with closing(connection), closing(connection.cursor()) as cursor:
            while not self._stop.wait(EVERY):
                if self.observer.running is not None and self.observer.session:
                    self.observer.saw(server.locks(cursor, self.observer.session))
                if time.monotonic() - looked > DISK:
                    looked = time.monotonic()
                    self.largest = max(self.largest, server.size(cursor))
                connection.rollback()
