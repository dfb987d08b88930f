"""The statements of a request belong together, and those of a message of a WebSocket; nothing here knows SQLAlchemy."""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from colonnade.profile.recording.scope import renew, scope

Request = MutableMapping[str, Any]
"""What an ASGI server tells of a request."""

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Request, Receive, Send], Awaitable[None]]


async def answer(app: App, request: Request, receive: Receive, send: Send) -> None:
    """Let an application answer a request, within a scope of its own."""
    with scope(partial(_name, request)):
        await app(request, _messages(receive) if request["type"] == "websocket" else receive, send)


def _messages(receive: Receive) -> Receive:
    """What is received from a WebSocket, each message in a scope of its own: its client asks in a loop, not the application."""

    async def received() -> Any:
        message = await receive()
        renew()
        return message

    return received


def mark_requests() -> None:
    """Give every request of every Starlette application of this process a scope."""
    from starlette.applications import Starlette

    original = Starlette.__call__

    async def answered(self: Starlette, request: Request, receive: Any, send: Any) -> None:
        await answer(partial(original, self), request, receive, send)

    setattr(Starlette, "__call__", answered)  # noqa: B010 - mypy refuses an assignment


def _name(request: Request) -> str:
    """The method and the route, in which no value of a path shows."""
    route = getattr(request.get("route"), "path", None) or getattr(
        request.get("endpoint"), "__qualname__", request["type"]
    )
    return " ".join(filter(None, (request.get("method"), route)))
