"""The session of a coroutine, in a file of its own: what is async takes a while to import."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data import translation
from colonnade.data.sessions.begun import Begun
from colonnade.data.sessions.session import DataSession, finish


class AsyncDataSession(AsyncSession):
    """An async session around a `DataSession`.

    Args:
        bind: the sync engine of the async one that it works on.
        options: as for `DataSession`.
    """

    sync_session_class = DataSession
    sync_session: DataSession

    def __init__(self, bind: Engine, **options: Any) -> None:
        # As SQLAlchemy's own does, but that an async engine is made when it is asked for, and nearly nobody asks.
        self._async_binds = {}
        self.sync_session = DataSession(bind, **options)
        self._proxied = self._assign_proxied(self.sync_session)

    @cached_property
    def _async_bind(self) -> AsyncEngine:  # type: ignore[override]
        bind: Any = self.sync_session.bind
        return AsyncEngine(bind)


class async_unit_of_work:
    """As `unit_of_work`, awaited."""

    def __init__(self, session: AsyncDataSession, wrote: Callable[[], None] | None = None) -> None:
        self._session = session
        self._wrote = wrote

    async def __aenter__(self) -> AsyncSession:
        return self._session

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        with translation.leaving():
            await self._end(failed=error is not None)
        if error is not None:
            translation.leaving().__exit__(kind, error, trace)
        elif self._wrote is not None and self._session.sync_session.wrote:
            self._wrote()

    async def _end(self, *, failed: bool) -> None:
        session = self._session
        try:
            if not failed:
                await _finish(session.sync_session)
        except BaseException:
            failed = True
            raise
        finally:
            try:
                if failed:
                    await session.rollback()
            finally:
                await _close(session)


def opened(
    bind: Engine, options: Mapping[str, Any], wrote: Callable[[], None] | None
) -> async_unit_of_work:
    """A unit of work in a session of its own.

    Args:
        bind: the sync engine of the async one that it works on.
        options: of the session.
        wrote: as for `unit_of_work`.
    """
    return async_unit_of_work(AsyncDataSession(bind, **options), wrote)


async def _finish(session: DataSession) -> None:
    """Commit what the session did, if it did anything."""
    transaction: Any = session._transaction
    if type(transaction) is Begun and transaction.ends_awaited and session._is_clean():
        await transaction.awaited_end()
    elif transaction is not None:
        await greenlet_spawn(finish, session)


async def _close(session: AsyncDataSession) -> None:
    """Close a session; one that holds no connection has nothing to wait for."""
    if session.sync_session.in_transaction():
        await session.close()
    elif session.sync_session.is_used:
        session.sync_session.close()
    session.sync_session.end()
