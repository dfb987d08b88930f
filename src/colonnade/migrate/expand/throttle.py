"""When a backfill waits: for replicas that lag behind, and for whoever holds a lock."""

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

_LAG = sa.text("SELECT coalesce(max(extract(epoch FROM replay_lag)), 0) FROM pg_stat_replication")


_CHECKPOINT = sa.text("SHOW GLOBAL STATUS LIKE 'Innodb_checkpoint%'")

FULL = 0.75
"""The share of its log at which InnoDB begins to hold up whoever writes, until its pages are on the disk."""

_PATIENCE = 2.0
"""Seconds for which a backfill leaves that to InnoDB: others may fill the log all the time."""

_LOOKS = 0.5
"""Seconds between two looks at the server."""


STALL = 0.05
"""Seconds of a batch behind which the server is behind with its log or its pages."""


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
        """Wait until the replicas have come near, and until InnoDB has written most of what its log holds."""
        if self.pause_seconds:
            time.sleep(self.pause_seconds)
        if time.monotonic() - self._looked < _LOOKS:
            return
        if engine.dialect.name == "postgresql":
            while self._lag(engine) > self.max_lag:
                time.sleep(0.5)
        elif engine.dialect.name in ("mysql", "mariadb"):
            until = time.monotonic() + _PATIENCE
            while self._log(engine) > FULL and time.monotonic() < until:
                time.sleep(0.1)
        self._looked = time.monotonic()

    def rest(self, seconds: float) -> None:
        """Leave the disk to others for as long as it took for a batch, where that took long."""
        if seconds > STALL:
            time.sleep(min(seconds, 1.0))

    def considerate(self, engine: Engine) -> Engine:
        """The engine, which locks on MariaDB the rows that it changes alone: no rows beside them, and no room for new ones."""
        if engine.dialect.name not in ("mysql", "mariadb"):
            return engine
        with engine.connect() as connection:
            # Where statements are replicated as text, the server takes no other level.
            if connection.scalar(sa.text("SELECT @@log_bin AND @@binlog_format = 'STATEMENT'")):
                return engine
        return engine.execution_options(isolation_level="READ COMMITTED")

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

    def _log(self, engine: Engine) -> float:
        """How full the log of InnoDB is; 0 where the server does not tell, as MySQL."""
        with engine.connect() as connection:
            said = {name: float(value) for name, value in connection.execute(_CHECKPOINT)}
        age, most = (said.get(f"Innodb_checkpoint_{name}", 0.0) for name in ("age", "max_age"))
        return age / most if most else 0.0

    def _lag(self, engine: Engine) -> float:
        with engine.connect() as connection:
            return float(connection.scalar(_LAG) or 0)
