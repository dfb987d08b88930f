"""Read replicas: which server a read-only unit asks.

The rule here: a read-only unit asks a replica, each in turn, unless its owner has written on this process within the
last `replica_lag` seconds; then it asks the primary, so that everybody reads what they wrote. What a unit without an
owner or of `EVERYONE` wrote counts for all. Processes do not tell each other: a client whose requests reach several
processes is kept on one of them, or reads in a unit that is not read-only.
"""

import time
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, MetaData

from colonnade.data.isolation.scope import Everyone
from colonnade.data.sessions import engine as engines
from colonnade.data.sessions.session import Owner

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from colonnade.data.sessions.settings import DatabaseSettings

_AT_MOST = 10_000


class Replicas:
    """The replicas of a database. Nothing is connected until it is used.

    Args:
        urls: where they are.
        metadata: as for the primary.
        settings: as for the primary; `replica_lag` says for how long after a write they may be behind.
    """

    def __init__(
        self, urls: Sequence[URL], settings: "DatabaseSettings", metadata: MetaData | None = None
    ) -> None:
        self._urls = urls
        self._settings = settings
        self._metadata = metadata
        self._written: dict[Hashable, float] = {}
        self._turn = count()

    def __bool__(self) -> bool:
        return bool(self._urls)

    @cached_property
    def engines(self) -> list[Engine]:
        """Their sync engines."""
        return [engines.make_engine(url, self._settings, self._metadata) for url in self._urls]

    @cached_property
    def async_engines(self) -> list["AsyncEngine"]:
        """Their async engines."""
        return [
            engines.make_async_engine(url, self._settings, self._metadata) for url in self._urls
        ]

    def engine_for(self, primary: Engine, owner: Owner) -> Engine:
        """The engine of a read-only unit of this owner."""
        if not self or self._has_just_written(owner):
            return primary
        return self.engines[next(self._turn) % len(self.engines)]

    def async_engine_for(self, primary: Engine, owner: Owner) -> Engine:
        """As `engine_for`, for an async session."""
        if not self or self._has_just_written(owner):
            return primary
        return self.async_engines[next(self._turn) % len(self.async_engines)].sync_engine

    def wrote(self, owner: Owner) -> None:
        """Note that a unit of this owner has written."""
        if not self:
            return
        now = time.monotonic()
        if len(self._written) >= _AT_MOST:
            lag = self._settings.replica_lag
            self._written = {name: at for name, at in self._written.items() if now - at < lag}
        self._written |= dict.fromkeys(_names(owner), now)

    def dispose(self) -> None:
        """Close the connections of the sync engines."""
        if "engines" in self.__dict__:
            for engine in self.engines:
                engine.dispose()

    async def aclose(self) -> None:
        """Close the connections of the async engines."""
        if "async_engines" in self.__dict__:
            for engine in self.async_engines:
                await engine.dispose()

    def _has_just_written(self, owner: Owner) -> bool:
        if isinstance(owner, Everyone):  # reads the rows of whoever wrote last
            moments = list(self._written.values())
        else:
            names = (*_names(owner), None)
            moments = [self._written[name] for name in names if name in self._written]
        return bool(moments) and time.monotonic() - max(moments) < self._settings.replica_lag


def _names(owner: Owner) -> list[Hashable]:
    """By which a unit's owners are known; None stands for a unit without one and of `EVERYONE`."""
    if isinstance(owner, Mapping):
        return list(owner.items())
    return [None if isinstance(owner, Everyone) else owner]
