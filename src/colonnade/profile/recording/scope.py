"""What a statement belongs to: a request or a test, and a flush."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any

_scope: ContextVar[tuple[int, Callable[[], str]] | None] = ContextVar(
    "colonnade_profile_scope", default=None
)
_flush: ContextVar[int] = ContextVar("colonnade_profile_flush", default=0)
_scopes, _flushes = count(1), count(1)


def current() -> str:
    """The name and number of the scope; empty outside of all."""
    inside = _scope.get()
    return f"{inside[1]()} #{inside[0]}" if inside else ""


@contextmanager
def scope(name: Callable[[], str]) -> Iterator[None]:
    """Let the statements of a block belong together; inside another scope it changes nothing.

    Args:
        name: what it is; asked at each statement, as a request learns its route on the way.
    """
    if _scope.get():
        yield
        return
    token = _scope.set((next(_scopes), name))
    try:
        yield
    finally:
        _scope.reset(token)


def renew() -> None:
    """Let the statements from now on belong together, and not to those before; outside of a scope it changes nothing."""
    if inside := _scope.get():
        _scope.set((next(_scopes), inside[1]))


def flush() -> int:
    """The number of the flush that is under way; 0 without one."""
    return _flush.get()


def flush_begins(*_: Any) -> None:
    """A session begins to write what has changed."""
    _flush.set(next(_flushes))


def flush_ends(*_: Any) -> None:
    """The session has written it, or given up."""
    _flush.set(0)
