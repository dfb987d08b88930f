"""psycopg's BEGIN, with a statement that goes in the same message."""

from typing import Any

from psycopg import errors, generators, pq


def begun(driver: Any, said: str) -> Any:
    """Send both statements and read both answers; the driver then finds its transaction begun.

    Raises:
        psycopg.Error: as for a statement.
    """
    driver.pgconn.send_query(f"{_begin_of(driver)}; {said}".encode())
    for result in (yield from generators.execute(driver.pgconn)):
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, driver.info.encoding)


def _begin_of(driver: Any) -> str:
    """BEGIN as psycopg would say it."""
    level = driver.isolation_level
    parts = [] if level is None else [f"ISOLATION LEVEL {level.name.replace('_', ' ')}"]
    for value, word in ((driver.read_only, "READ ONLY"), (driver.deferrable, "DEFERRABLE")):
        if value is not None:
            opposite = "READ WRITE" if word == "READ ONLY" else "NOT DEFERRABLE"
            parts.append(word if value else opposite)
    return " ".join(["BEGIN", *parts])
