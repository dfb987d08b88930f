"""The session of a coroutine, in a file of its own: what is async takes a while to import."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from sqlalchemy.util import greenlet_spawn
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data import translation
from colonnade.data.sessions.session import DataSession, Owner, finish
from colonnade.data.sessions.units import Units

T = TypeVar("T")


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
                await greenlet_spawn(finish, session.sync_session)
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


async def run_whole(
    db: Units,
    work: Callable[[Session], T],
    *,
    owner: Owner = None,
    actor: str | int | UUID | None = None,
    request_id: str | None = None,
    read_only: bool = False,
) -> T:
    """Run a function as one unit of work on the async engine, from the session's begin to the commit in one greenlet.

    An async session would do the same in four, with an object for the session, the engine and each of its brackets.

    Args:
        db: the database.
        work: what to do with the session; its result is the result.
        owner, actor, request_id, read_only: as for `Database.session`.
    """
    primary = db.async_engine.sync_engine
    engine = db.replicas.async_engine_for(primary, owner) if read_only else primary
    bind = db._bound(engine, owner, actor, request_id, read_only)

    def whole() -> T:
        with db._unit(bind, owner) as session:
            return work(session)

    return await greenlet_spawn(whole)
