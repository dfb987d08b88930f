"""An admin page over the models: SQLAdmin, in sessions that know whose rows they may touch."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from fastapi import FastAPI
from sqlalchemy import MetaData
from sqlalchemy.orm.mapper import _all_registries
from sqlmodel import SQLModel
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from colonnade.data.api.admin_deleted import deleted_view_of
from colonnade.data.api.admin_views import OWNER, Sessions, view_of
from colonnade.data.sessions.database import Database
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.errors import ConfigurationError

try:
    from sqladmin import Admin
except ModuleNotFoundError:
    raise ConfigurationError(
        "SQLAdmin is not installed.", 'pip install "colonnade[admin]"'
    ) from None

WhoAsks = Callable[[Request], Any | Awaitable[Any]]
"""Gives the key of the owner who asks, `EVERYONE` for all rows, or None for nobody."""


def admin(
    app: FastAPI,
    db: Database,
    *,
    owner: WhoAsks,
    models: Sequence[type[SQLModel]] | None = None,
    path: str = "/admin",
    title: str = "Admin",
) -> Admin:
    """Mount an admin page.

        admin(app, db, owner=lambda request: EVERYONE if is_staff(request) else None)

    Each request has sessions of the owner who asks: lists, forms and selections show that owner's rows, and new ones
    belong to them. Deleting marks rows of a `SoftDeleted` model, which have a list of their own and are restored there.
    Secrets, what is encrypted and privileges are neither shown nor written, searched, sorted by or exported. What is
    written is validated as `Crud` does.

    A list is two statements, a page of it and a count; a form one more for each relationship that is chosen from few rows.

    Args:
        app: the application.
        db: the database.
        owner: who asks, by a request; for None the answer is 403. It may be a coroutine function; a plain one runs in a
            thread.
        models: the tables in the order of the menu; without it, all of the database's `MetaData`.
        path: where the page is.
        title: its title.

    Returns:
        SQLAdmin's own object, for pages of your own (`add_view`).
    """
    page = Admin(
        app,
        session_maker=cast(Any, Sessions(db)),
        base_url=path,
        title=title,
        middlewares=[Middleware(_Asked, owner=owner)],
    )
    for model in models if models is not None else _models_of(db.metadata):
        page.add_view(view_of(model))
        if issubclass(model, SoftDeleted):
            page.add_view(deleted := deleted_view_of(model))
            deleted.session_maker = cast(Any, Sessions(db, include_deleted=True))
    return page


class _Asked:
    """Lets nobody through without an owner, and no request that another site has a browser send.

    Args:
        app: what answers.
        owner: as for `admin`.
    """

    def __init__(self, app: ASGIApp, owner: WhoAsks) -> None:
        self.app = app
        self.owner = owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        owner = await self._ask(request)
        if owner is None or _comes_from_elsewhere(request):
            refusal = PlainTextResponse("This page is not for you.", 403)
            await refusal(scope, receive, send)
            return
        OWNER.set(owner)
        await self.app(scope, receive, send)

    async def _ask(self, request: Request) -> Any:
        if inspect.iscoroutinefunction(self.owner):
            return await self.owner(request)
        return await run_in_threadpool(self.owner, request)


def _comes_from_elsewhere(request: Request) -> bool:
    """Whether a page of another site has sent a form; a cookie alone does not tell. SQLAdmin's actions are GETs."""
    said = request.headers.get("Sec-Fetch-Site", "none")
    writes = request.method not in ("GET", "HEAD") or "/action/" in request.url.path
    return writes and said not in ("none", "same-origin")


def _models_of(metadata: MetaData | None) -> list[type[SQLModel]]:
    """The table classes of a `MetaData`, or of all, by their names."""
    mappers = {mapper for one in _all_registries() for mapper in one.mappers}
    wanted = [
        mapper.class_
        for mapper in mappers
        if issubclass(mapper.class_, SQLModel)
        and (metadata is None or mapper.local_table.metadata is metadata)  # type: ignore[attr-defined]
    ]
    return sorted(wanted, key=lambda model: model.__name__)
