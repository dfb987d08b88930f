"""The session of a request: one unit of work, committed before the response leaves."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data.api.signature import taking
from colonnade.data.sessions.database import Database
from colonnade.data.watch.route import route

_ID = re.compile(r"[\w.:/+=-]{1,64}", re.ASCII)


def _request_id(request: Request) -> str:
    """What the client or a proxy calls this request; made where nobody named it, or by no name."""
    route.set(getattr(request.scope.get("route"), "path", None))
    said = request.headers.get("X-Request-ID", "")
    if not hasattr(request.state, "request_id"):
        request.state.request_id = said if _ID.fullmatch(said) else uuid4().hex
    return str(request.state.request_id)


def session_of(
    db: Database,
    owner: Callable[..., Any] | None = None,
    *,
    actor: Callable[..., Any] | None = None,
    read_only: bool = False,
) -> Any:
    """The annotation of a parameter that gets an async session.

        Session = session_of(db, owner=current_user_id)

        @app.post("/tasks/{id}/done")
        async def done(id: int, session: Session) -> TaskPublic: ...

    The session commits when the route has returned and before the response is sent, so a commit that fails is
    answered as the error it is. On an error of the route it rolls back. The history of rows names the request by its
    header `X-Request-ID`, or by `request.state.request_id`, which is made where there is none.

    Args:
        db: the database.
        owner: a FastAPI dependency that returns the owner's key, or the keys of several owners by their models; without
            it the session names no owner.
        actor: a FastAPI dependency that returns who acts, for the history of rows and `Audited`; the owner without it.
        read_only: whether the database refuses writes, and a replica may answer; see `Database.session`.
    """
    asked = {"owner": owner, "actor": actor}
    who = {name: Annotated[Any, Depends(of)] for name, of in asked.items() if of is not None}

    async def session(request: Request, **said: Any) -> AsyncIterator[AsyncSession]:
        named = _request_id(request)
        async with db.async_session(**said, request_id=named, read_only=read_only) as opened:
            yield opened

    dependency = taking({"request": Request, **who}, session)
    return Annotated[AsyncSession, Depends(dependency, scope="function")]
