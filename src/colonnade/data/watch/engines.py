"""Which engines something listens to, when it is told to watch a database, an engine or a session."""

from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from colonnade.errors import ConfigurationError


class Replicated(Protocol):
    """The engines of read replicas."""

    @property
    def engines(self) -> list[Engine]: ...
    @property
    def async_engines(self) -> list[AsyncEngine]: ...


class Connected(Protocol):
    """What is reached by engines of several drivers, as a `Database`, which knows this folder and is not known by it."""

    @property
    def engine(self) -> Engine: ...
    @property
    def async_engine(self) -> AsyncEngine: ...
    @property
    def replicas(self) -> Replicated: ...


Watched = Connected | Engine | AsyncEngine | Session | AsyncSession | None


def engines_of(on: Watched) -> list[Any]:
    """The engines to listen to; the class of all of them for None.

    Args:
        on: what is watched.
    """
    if on is None:
        return [Engine]
    if isinstance(on, Session | AsyncSession):
        return [on.get_bind().engine]
    if isinstance(on, Engine | AsyncEngine):
        return [_sync(on)]
    return _of_database(on)


def is_session(on: Watched) -> bool:
    """Whether one session is watched, whose engine others may use as well."""
    return isinstance(on, Session | AsyncSession)


def _of_database(db: Connected) -> list[Engine]:
    """Those of its drivers that are installed."""
    found = [*db.replicas.engines]
    found += map(_sync, db.replicas.async_engines)
    with suppress(ConfigurationError):
        found.append(db.engine)
    with suppress(ConfigurationError):
        found.append(_sync(db.async_engine))
    return found


def _sync(engine: Engine | AsyncEngine) -> Engine:
    return engine.sync_engine if isinstance(engine, AsyncEngine) else engine
