"""Ann and Bob, who use an application."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from colonnade.two_owners import TwoOwners


class Client:
    """A client without the threads of `TestClient`, whose round trips take most of a walk."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop, **headers: str) -> None:
        transport = httpx.ASGITransport(app)
        self._client = httpx.AsyncClient(
            transport=transport, base_url="http://test", headers=headers
        )
        self._loop = loop

    def request(self, *args: Any, **options: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._client.request(*args, **options))


@contextmanager
def two(app: FastAPI, name: str = "X-User", *, of: str = "ann bob") -> Iterator[TwoOwners]:
    """An owner and a stranger; a header says who asks."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        yield TwoOwners(*(Client(app, loop, **{name: who}) for who in of.split()))
