"""When a backfill waits: for replicas that lag behind, and for whoever holds a lock."""

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

_LAG = sa.text("SELECT coalesce(max(extract(epoch FROM replay_lag)), 0) FROM pg_stat_replication")


_LOOKS = 1.0
"""Seconds between two looks at the replicas."""


@dataclass
class Throttle:
    """How considerate a backfill is.

    Attributes:
        pause_seconds: between two batches, and after a lock that was not to be had.
        max_lag: seconds that a replica of PostgreSQL may be behind; elsewhere nobody is asked.
        lock_timeout: seconds that a batch waits for a row before it gives way.
    """

    pause_seconds: float = 0.0
    max_lag: float = 5.0
    lock_timeout: float = 0.2

    def __post_init__(self) -> None:
        self._looked = 0.0

    def wait(self, engine: Engine) -> None:
        """Wait until the replicas have come near."""
        if self.pause_seconds:
            time.sleep(self.pause_seconds)
        if engine.dialect.name != "postgresql" or time.monotonic() - self._looked < _LOOKS:
            return
        while self._lag(engine) > self.max_lag:
            time.sleep(0.5)
        self._looked = time.monotonic()

    def pause(self) -> None:
        """Give way to whoever holds a lock."""
        time.sleep(max(self.pause_seconds, 0.05))

    def limit(self, connection: Connection) -> None:
        """Let the statements of this transaction not wait long for a row."""
        if connection.dialect.name == "postgresql":
            milliseconds = int(self.lock_timeout * 1000)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{milliseconds}ms'")
        elif connection.dialect.name in ("mysql", "mariadb"):
            seconds = max(1, round(self.lock_timeout))
            connection.exec_driver_sql(f"SET SESSION innodb_lock_wait_timeout = {seconds}")

    def _lag(self, engine: Engine) -> float:
        with engine.connect() as connection:
            return float(connection.scalar(_LAG) or 0)
