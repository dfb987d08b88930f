"""One migration at a time: a lock that ten deployments starting at once wait for.

PostgreSQL has advisory locks and MariaDB named ones; both are held by a connection of their own, so that they outlive the
transactions of the revisions and go away with the process. SQLite has a lock on a file beside the database.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import URL

from colonnade.errors import LockTimeout
from colonnade.schema.database.connect import engine, sync_url

WAIT = 600.0
"""Seconds to wait for another process."""

Take = Callable[[sa.Connection, dict[str, object]], bool]

_NAME = "colonnade.migrate"
_PAUSE = 0.1


@contextmanager
def lock(url: URL, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of a database.

    Args:
        url: the database.
        wait: seconds to wait for whoever holds it.

    Raises:
        LockTimeout: it is still held.
    """
    backend = url.get_backend_name()
    if backend == "sqlite":
        with _file(url, wait):
            yield
    elif backend == "postgresql":
        with _connection(url, wait, _postgresql, "SELECT pg_advisory_unlock(:key)"):
            yield
    else:
        with _connection(url, wait, _mysql, "DO RELEASE_LOCK(:name)"):
            yield


@contextmanager
def _connection(url: URL, wait: float, take: Take, release: str) -> Iterator[None]:
    holding = engine(sync_url(url)).execution_options(isolation_level="AUTOCOMMIT")
    with holding.connect() as connection:
        _until(wait, lambda: take(connection, _keys(url)))
        try:
            yield
        finally:
            connection.execute(sa.text(release), _keys(url))


def _keys(url: URL) -> dict[str, object]:
    """What the lock is called: a number on PostgreSQL, a name on MariaDB, where locks are the server's."""
    number = int.from_bytes(hashlib.sha256(_NAME.encode()).digest()[:8], "big", signed=True)
    database = hashlib.sha256(str(url.database).encode()).hexdigest()[:16]
    return {"key": number, "name": f"{_NAME}.{database}"}


def _postgresql(connection: sa.Connection, keys: dict[str, object]) -> bool:
    return bool(connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), keys))


def _mysql(connection: sa.Connection, keys: dict[str, object]) -> bool:
    return bool(connection.scalar(sa.text("SELECT GET_LOCK(:name, 0)"), keys))


@contextmanager
def _file(url: URL, wait: float) -> Iterator[None]:
    if not url.database or url.database == ":memory:":
        yield
        return
    # The file stays: to remove it would let two processes hold the lock of two files of one name.
    with Path(f"{url.database}.migrate").open("w") as file:
        _until(wait, lambda: _flock(file.fileno()))
        yield


def _flock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _until(wait: float, take: Callable[[], bool]) -> None:
    end = time.monotonic() + wait
    while not take():
        if time.monotonic() > end:
            raise LockTimeout(
                f"Another process has been migrating this database for more than {wait:g} seconds.",
                "Wait for it, or look whether it hangs.",
            )
        time.sleep(_PAUSE)
