"""The session of a request: one unit of work, committed before the response leaves."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from random import getrandbits
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from colonnade.data.api.signature import taking
from colonnade.data.sessions.database import Database
from colonnade.data.sessions.whole import run_whole
from colonnade.data.watch.route import route

Unit = Callable[[Callable[[Session], Any]], Awaitable[Any]]
"""Runs a function as one unit of work, and gives its result."""

_ID = re.compile(r"[\w.:/+=-]{1,64}", re.ASCII)


def _request_id(request: Request) -> str:
    """What the client or a proxy calls this request; made where nobody named it, or by no name."""
    route.set(getattr(request.scope.get("route"), "path", None))
    state = request.scope.setdefault("state", {})  # what `request.state` is made of
    if "request_id" not in state:
        said = request.headers.get("X-Request-ID", "")
        # A name and no secret, so it need not be asked of the operating system.
        state["request_id"] = said if _ID.fullmatch(said) else f"{getrandbits(128):032x}"
    return str(state["request_id"])


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

    async def session(request: Request, **said: Any) -> AsyncIterator[AsyncSession]:
        named = _request_id(request)
        async with db.async_session(**said, request_id=named, read_only=read_only) as opened:
            yield opened

    dependency = taking({"request": Request, **_who(owner, actor)}, session)
    return Annotated[AsyncSession, Depends(dependency, scope="function")]


def unit_of(
    db: Database,
    owner: Callable[..., Any] | None = None,
    *,
    actor: Callable[..., Any] | None = None,
    read_only: bool = False,
) -> Any:
    """The annotation of a parameter that gets a function, which runs another one as the unit of work of the request.

    What a session as a dependency would do, without the brackets that FastAPI puts around one: the function is given a
    session, and its unit is committed before the route goes on. So it makes the response as well, and an error there rolls back.

    Args:
        db: the database.
        owner, actor, read_only: as for `session_of`.
    """

    async def unit(request: Request, **said: Any) -> Unit:
        said["request_id"] = _request_id(request)
        return partial(run_whole, db, read_only=read_only, **said)

    return Annotated[Any, Depends(taking({"request": Request, **_who(owner, actor)}, unit))]


def _who(owner: Callable[..., Any] | None, actor: Callable[..., Any] | None) -> dict[str, Any]:
    """The parameters that say who acts, and for whom."""
    asked = {"owner": owner, "actor": actor}
    return {name: Annotated[Any, Depends(of)] for name, of in asked.items() if of is not None}
