"""An application that records itself."""

from pathlib import Path

from colonnade.profile.recording.process import record_into
from colonnade.profile.recording.requests import App, Receive, Request, Send, answer


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

    async def __call__(self, request: Request, receive: Receive, send: Send) -> None:
        """Answer a request within a scope of its own."""
        await answer(self.app, request, receive, send)
