"""The session of a coroutine, in a file of its own: what is async takes a while to import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data import translation
from colonnade.data.sessions.session import DataSession


class AsyncDataSession(AsyncSession):
    """An async session around a `DataSession`."""

    sync_session_class = DataSession
    sync_session: DataSession


@asynccontextmanager
async def async_unit_of_work(session: AsyncDataSession) -> AsyncIterator[AsyncSession]:
    """As `unit_of_work`, awaited."""
    with translation.leaving():
        try:
            yield session
            if session.in_transaction():
                await session.commit()
        except BaseException:
            await session.rollback()
            raise
        finally:
            await _close(session)


async def _close(session: AsyncDataSession) -> None:
    """Close a session; one that holds no connection has nothing to wait for."""
    if session.in_transaction():
        await session.close()
    elif session.sync_session.is_used:
        session.sync_session.close()
