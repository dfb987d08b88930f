"""Asking an application something, and what it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote

from colonnade.two_owners.operations import Operation


class Client(Protocol):
    """What an httpx client and Starlette's `TestClient` have in common."""

    @property
    def request(self) -> Callable[..., Any]: ...


@dataclass(frozen=True)
class Request:
    """An operation with values in it.

    Attributes:
        operation: what is asked for.
        path: the values of its path's parameters.
        query: its query string.
        body: its JSON; None for none.
        headers: its headers.
    """

    operation: Operation
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The path with its values."""
        url = self.operation.path
        for name, value in self.path.items():
            url = url.replace(f"{{{name}}}", quote(str(value), safe=""))
        return url


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        text: its body.
        headers: its headers, names in small letters.
    """

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the application did what it was asked."""
        return 200 <= self.status < 300

    @cached_property
    def json(self) -> Any:
        """The body's value, or None."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a list: the objects in it, or in the first list of its fields."""
        found = self.json
        if isinstance(found, dict):
            found = next((value for value in found.values() if isinstance(value, list)), [])
        return [row for row in found or () if isinstance(row, dict)]


def ask(client: Client, request: Request) -> Answer:
    """Send a request; an exception of the application is an answer of 500, as its users would get."""
    try:
        answer = client.request(
            request.operation.method,
            request.url,
            params=dict(request.query),
            headers=dict(request.headers),
            **({} if request.body is None else {"json": request.body}),
        )
    except Exception:  # a test client lets whatever the application raises through
        return Answer(500)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, answer.text, headers)
