"""The statements of a request belong together; nothing here knows SQLAlchemy."""

from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from colonnade.profile.recording.scope import scope

Request = MutableMapping[str, Any]
"""What an ASGI server tells of a request."""


def within(request: Request) -> AbstractContextManager[None]:
    """The scope of a request."""
    return scope(partial(_name, request))


def mark_requests() -> None:
    """Give every request of every Starlette application of this process a scope."""
    from starlette.applications import Starlette

    answer = Starlette.__call__

    async def answered(self: Starlette, request: Request, receive: Any, send: Any) -> None:
        with within(request):
            await answer(self, request, receive, send)

    setattr(Starlette, "__call__", answered)  # noqa: B010 - mypy refuses an assignment


def _name(request: Request) -> str:
    """The method and the route, in which no value of a path shows."""
    route = getattr(request.get("route"), "path", None) or getattr(
        request.get("endpoint"), "__qualname__", request["type"]
    )
    return " ".join(filter(None, (request.get("method"), route)))
