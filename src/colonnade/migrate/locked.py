"""Errors that say a lock was not to be had, on each database."""

from typing import Any

from sqlalchemy.exc import DBAPIError

_POSTGRESQL = frozenset({"55P03", "40P01", "40001"})
_MYSQL = frozenset({1205, 1213})


def is_locked(error: DBAPIError) -> bool:
    """Whether a statement was given up because of a lock, so that it may be tried again."""
    original: Any = error.orig
    number = original.args[0] if original is not None and original.args else None
    state = getattr(original, "sqlstate", None)
    return state in _POSTGRESQL or number in _MYSQL or number == "database is locked"
