"""Upgrade and downgrade: one process at a time, patient with locks, and able to go on after a stop."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from colonnade.errors import LockTimeout
from colonnade.migrate.lock import WAIT
from colonnade.migrate.locked import is_locked
from colonnade.migrate.project import Migrations, Plan
from colonnade.migrate.watch import Watch

LOCK_TIMEOUT = 2.0
"""Seconds that a statement of a revision waits for a lock: whoever comes after it waits behind it."""

ATTEMPTS = 10
"""How often a revision is tried that could not get its lock."""


@dataclass(frozen=True)
class Patience:
    """How long a migration waits.

    Attributes:
        lock_timeout: seconds that a statement waits for a lock of the database.
        attempts: how often a revision is tried that could not get its lock.
        wait: seconds to wait for another process that migrates.
    """

    lock_timeout: float = LOCK_TIMEOUT
    attempts: int = ATTEMPTS
    wait: float = WAIT


@dataclass(frozen=True)
class Ran:
    """What a command did.

    Attributes:
        revisions: the revisions that ran, in order.
        resumed: how many statements were skipped because an earlier run had done them.
    """

    revisions: list[str]
    resumed: int = 0


def upgrade(
    migrations: Migrations,
    revision: str = "heads",
    patience: Patience = Patience(),
    waited: Callable[[float], None] = lambda seconds: None,
) -> Ran:
    """Upgrade to a revision.

    Ten processes that start at once run each revision once: whoever comes later waits, and finds nothing to do. A
    revision that cannot get a lock in time is rolled back and tried again, after a pause that grows. One that was
    stopped goes on where it stopped.

    Args:
        migrations: the project's.
        revision: where to; `heads`, `+1` or a number.
        patience: how long to wait for what.
        waited: is told of each pause, in seconds.

    Raises:
        MigrationError: a revision is wrong, or there is no such revision.
        LockTimeout: a lock was not to be had.
    """

    def plan(heads: Any, context: Any) -> Any:
        return migrations.script._upgrade_revs(revision, heads)

    return _patiently(migrations, plan, "upgrade", patience, waited)


def downgrade(
    migrations: Migrations,
    revision: str,
    patience: Patience = Patience(),
    waited: Callable[[float], None] = lambda seconds: None,
) -> Ran:
    """Downgrade to a revision; as `upgrade`, the other way.

    Args:
        migrations: the project's.
        revision: where to; `-1`, `base` or a number.
        patience: how long to wait for what.
        waited: is told of each pause, in seconds.
    """

    def plan(heads: Any, context: Any) -> Any:
        return migrations.script._downgrade_revs(revision, heads)

    return _patiently(migrations, plan, "downgrade", patience, waited)


def _patiently(
    migrations: Migrations,
    plan: Plan,
    direction: str,
    patience: Patience,
    waited: Callable[[float], None],
) -> Ran:
    ran: list[str] = []
    resumed = 0
    for attempt in range(1, patience.attempts + 1):
        watch = Watch(lock_timeout=patience.lock_timeout, wait=patience.wait)
        try:
            with watch.around():
                migrations.run(watch.steps(plan, direction), destination_rev="heads")
        except DBAPIError as error:
            if not is_locked(error):
                raise
            if attempt == patience.attempts:
                raise LockTimeout(
                    f"Revision {watch.running} could not lock what it changes, {attempt} times.",
                    "Look for long transactions, then run the same command again: nothing is half done.",
                ) from error
            _pause(attempt, waited)
        else:
            break
        finally:
            ran += watch.ran
            resumed += watch.resumed
    return Ran(ran, resumed)


def _pause(attempt: int, waited: Callable[[float], None]) -> None:
    seconds = min(10.0, 0.1 * 2**attempt) * random.uniform(0.5, 1.0)
    waited(seconds)
    time.sleep(seconds)
