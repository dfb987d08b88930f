"""Requests over connections that stay open, for a set time, counted."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

CONNECTIONS = 16


class Failed(Exception):
    """An application answered with an error."""


def request(method: str, path: str, user: int, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-User: {user}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def answer(port: int, asked: bytes) -> bytes:
    """The body of one answer.

    Raises:
        Failed: it is an error.
    """

    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asked)
        body = await _body(reader)
        writer.close()
        return body

    return asyncio.run(once())


def per_second(port: int, next_request: Callable[[], bytes], seconds: float) -> float:
    """How many requests are answered in a second.

    Args:
        port: where the application listens.
        next_request: gives the bytes of the next request.
        seconds: how long to go on.

    Raises:
        Failed: an answer is an error.
    """

    async def all_connections() -> int:
        until = time.perf_counter() + seconds
        counts = [_one_connection(port, next_request, until) for _ in range(CONNECTIONS)]
        return sum(await asyncio.gather(*counts))

    start = time.perf_counter()
    answered = asyncio.run(all_connections())
    return answered / (time.perf_counter() - start)


async def _one_connection(port: int, next_request: Callable[[], bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.perf_counter() < until:
        writer.write(next_request())
        await _body(reader)
        answered += 1
    writer.close()
    return answered


async def _body(reader: Any) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body: bytes = await reader.readexactly(size)
    if not head.startswith(b"HTTP/1.1 20"):
        raise Failed(head.decode() + body.decode())
    return body
