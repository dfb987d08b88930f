"""What one session knows of its lazy loads, and when it forgets it."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from colonnade.data.watch.filled import Filled
from colonnade.data.watch.siblings import Siblings


class LazyLoading:
    """What one session knows of its lazy loads.

    Attributes:
        siblings: which instances came from the same result.
        filled: what was loaded for them.
        touched: the classes of the rows that a flush writes.
    """

    def __init__(self) -> None:
        self.siblings = Siblings()
        self.filled = Filled()
        self.touched: set[type] = set()


def install(session_class: type[Session]) -> None:
    """Let the sessions of a class forget what is no longer so."""
    event.listen(session_class, "after_flush", _note_flush)
    event.listen(session_class, "after_flush_postexec", _after_flush)
    event.listen(session_class, "after_commit", _forget_siblings)
    event.listen(session_class, "after_soft_rollback", _forget_all)


def written(session: Any, classes: set[type] | None = None) -> None:
    """Let what was loaded for siblings be read again where it shows rows that the session has written.

    Args:
        session: the session.
        classes: of the rows; None when nobody knows.
    """
    loading = _of(session)
    if loading is not None and loading.filled:
        loading.filled.written(session, classes)


def _note_flush(session: Any, context: object) -> None:
    loading = _of(session)
    if loading is not None and loading.filled:
        rows = (*session.new, *session.dirty, *session.deleted)
        loading.touched |= {type(row) for row in rows}


def _after_flush(session: Any, context: object) -> None:
    loading = _of(session)
    if loading is not None and loading.touched:
        classes, loading.touched = loading.touched, set()
        loading.filled.written(session, classes)


def _forget_siblings(session: Any) -> None:
    loading = _of(session)
    if loading is not None:
        loading.siblings.forget()


def _forget_all(session: Any, previous_transaction: Any) -> None:
    """A rollback expires every value, so that nothing is old."""
    loading = _of(session)
    if loading is not None:
        loading.siblings.forget()
        loading.filled.forget()


def _of(session: Any) -> LazyLoading | None:
    """What a session knows; None when it has loaded nothing later."""
    found: LazyLoading | None = session.__dict__.get("lazy_loading")
    return found
