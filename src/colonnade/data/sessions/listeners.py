"""Who listens: to the statements of an engine, and to the events of a session.

SQLAlchemy makes an object for each event that is asked for, anew for every session, engine and connection. Most units are
shorter than that, so it is asked here only of those that somebody has listened to.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session


def is_heard(engine: Any, connection: Connection | None, names: Sequence[str]) -> bool:
    """Whether somebody listens to one of the events of statements and transactions.

    Args:
        engine: an engine, which may be derived from another one.
        connection: of that engine, or None.
        names: of the events.
    """
    # SQLAlchemy marks whatever is listened to, an engine or the class of connections.
    if Connection._has_events or (connection is not None and connection._has_events):
        return _hears(connection or engine, names)
    if not engine._has_events:
        return False
    proxied = engine.__dict__.get("_proxied")
    while proxied is not None:
        if "_has_events" in engine.__dict__:
            return _hears(engine, names)
        engine, proxied = proxied, proxied.__dict__.get("_proxied")
    return _hears(engine, names)


def _hears(target: Any, names: Sequence[str]) -> bool:
    dispatch = target.dispatch
    return any(getattr(dispatch, name) for name in names)


def application_hears(session: Session, names: Sequence[str]) -> bool:
    """Whether somebody other than Colonnade listens to one of the events of a session.

    Args:
        session: the session.
        names: of the events.
    """
    kind: Any = type(session)
    dispatch = session.__dict__.get("dispatch") or _of_class(kind)
    for name in names:
        for listener in getattr(dispatch, name):
            if not is_ours(listener):
                return True
    return False


@lru_cache(maxsize=64)
def _of_class(kind: Any) -> Any:
    """What a session has that nobody listens to by itself."""
    return kind.dispatch._for_class(kind)


@lru_cache(maxsize=512)
def is_ours(listener: Any) -> bool:
    """Whether it is Colonnade that listens."""
    return str(getattr(listener, "__module__", "")).startswith("colonnade.")
