"""The session of a request: one unit of work, committed before the response leaves."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data.api.signature import with_types
from colonnade.data.database import Database


def session_of(
    db: Database, owner: Callable[..., Any] | None = None, *, read_only: bool = False
) -> Any:
    """The annotation of a parameter that gets an async session.

        Session = session_of(db, owner=current_user_id)

        @app.post("/tasks/{id}/done")
        async def done(id: int, session: Session) -> TaskPublic: ...

    The session commits when the route has returned and before the response is sent, so a commit that fails is
    answered as the error it is. On an error of the route it rolls back.

    Args:
        db: the database.
        owner: a FastAPI dependency that returns the owner's key; without it the session names no owner.
        read_only: whether the database refuses writes, and a replica may answer; see `Database.session`.
    """
    if owner is None:

        async def session() -> AsyncIterator[AsyncSession]:
            async with db.async_session(read_only=read_only) as opened:
                yield opened

        return Annotated[AsyncSession, Depends(session, scope="function")]

    async def session_for(owner: Any) -> AsyncIterator[AsyncSession]:
        async with db.async_session(owner=owner, read_only=read_only) as opened:
            yield opened

    dependency = with_types(session_for, owner=Annotated[Any, Depends(owner)])
    return Annotated[AsyncSession, Depends(dependency, scope="function")]
