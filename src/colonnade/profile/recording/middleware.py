"""Requests: the statements of one belong together."""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from colonnade.profile.recording.process import record_into
from colonnade.profile.recording.scope import scope

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]
]


class ProfileMiddleware:
    """Records what an application asks its database, as `app.add_middleware(ProfileMiddleware, folder="profile")`.

    `colonnade profile --from profile` makes the report of it. Each process writes a file of its own into the folder.

    Args:
        app: the application.
        folder: where the records go; made when it is not there, for nobody else to read.
        values: whether a few executions of each statement are kept with their values, as index advice needs them.
    """

    def __init__(self, app: App, folder: str | Path, *, values: bool = False) -> None:
        record_into(Path(folder), values=values)
        self.app = app

    async def __call__(self, request: Message, receive: Any, send: Any) -> None:
        """Answer a request within a scope of its own."""
        with scope(partial(_name, request)):
            await self.app(request, receive, send)


def mark_requests() -> None:
    """Give every request of every Starlette application of this process a scope."""
    from starlette.applications import Starlette

    answer = Starlette.__call__

    async def within(self: Starlette, request: Message, receive: Any, send: Any) -> None:
        with scope(partial(_name, request)):
            await answer(self, request, receive, send)

    setattr(Starlette, "__call__", within)  # noqa: B010 - mypy refuses an assignment


def _name(request: Message) -> str:
    """The method and the route, in which no value of a path shows."""
    route = getattr(request.get("route"), "path", None) or getattr(
        request.get("endpoint"), "__qualname__", request["type"]
    )
    return " ".join(filter(None, (request.get("method"), route)))
