"""A function as one unit of work on an async engine."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy.util import greenlet_spawn
from sqlmodel import Session

from colonnade.data.sessions.session import Owner
from colonnade.data.sessions.units import Units

T = TypeVar("T")


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
