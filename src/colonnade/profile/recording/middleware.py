"""An application that records itself."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from colonnade.profile.recording.process import record_into
from colonnade.profile.recording.requests import Request, within

App = Callable[
    [Request, Callable[..., Awaitable[Any]], Callable[..., Awaitable[None]]], Awaitable[None]
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

    async def __call__(self, request: Request, receive: Any, send: Any) -> None:
        """Answer a request within a scope of its own."""
        with within(request):
            await self.app(request, receive, send)
