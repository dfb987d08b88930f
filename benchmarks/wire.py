"""Count the statements that PostgreSQL is sent, whatever the driver: a proxy that reads its protocol.

An execution counts as one statement, so `executemany` of ten rows is ten, and a COPY is one. What opens, closes
or resets a transaction, savepoint or connection is left out, and what a driver asks once to know a type.
"""

import asyncio
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

_BRACKET = re.compile(
    rb"\s*((BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DEALLOCATE|CLOSE|UNLISTEN|RESET|SET"
    rb"|SELECT pg_advisory_unlock_all)\b|;?\s*$)",
    re.IGNORECASE,
)
_TYPES = re.compile(rb"\btypeinfo_tree\b|\('jit'|\bpg_catalog\.|\bpg_type\b")
_SSL_REQUEST = bytes.fromhex("0000000804d2162f")


class CountingProxy:
    """Listens on a port of its own and passes everything on to the server.

    Attributes:
        statements: what was run so far.
        port: where it listens.
    """

    def __init__(self, host: str, port: int) -> None:
        self.statements: list[str] = []
        self._server = (host, port)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @classmethod
    def before(cls, url: str) -> "CountingProxy":
        """A proxy before the server of this database."""
        server = urlsplit(url)
        return cls(server.hostname or "localhost", server.port or 5432)

    def __enter__(self) -> "CountingProxy":
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port: int = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._server)
        answers = asyncio.ensure_future(_pass_on(there, writer))
        try:
            start = await _sized(reader)
            if start == _SSL_REQUEST:
                writer.write(b"N")
                start = await _sized(reader)
            back.write(start)
            await self._requests(reader, back)
        except (asyncio.IncompleteReadError, ConnectionError):
            back.close()
        answers.cancel()

    async def _requests(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        known = Statements()
        while True:
            kind = await reader.readexactly(1)
            body = await _sized(reader)
            self.statements += known.executed(kind, body[4:])
            back.write(kind + body)
            await back.drain()


class Statements:
    """What one connection has prepared and bound."""

    def __init__(self) -> None:
        self._prepared: dict[bytes, bytes] = {}
        self._bound: dict[bytes, bytes] = {}

    def executed(self, kind: bytes, body: bytes) -> Iterator[str]:
        """The statement that this message runs, if it runs one."""
        text = b""
        if kind == b"P":
            name, query, *_ = body.split(b"\0", 2)
            self._prepared[name] = query
        elif kind == b"B":
            portal, name, *_ = body.split(b"\0", 2)
            self._bound[portal] = self._prepared.get(name, b"?")
        elif kind == b"E":
            text = self._bound.get(body.split(b"\0", 1)[0], b"?")
        elif kind == b"Q":
            text = body.rstrip(b"\0")
        if text and not _BRACKET.match(text) and not _TYPES.search(text):
            yield text.decode()


async def _sized(reader: asyncio.StreamReader) -> bytes:
    size = await reader.readexactly(4)
    return size + await reader.readexactly(int.from_bytes(size, "big") - 4)


async def _pass_on(there: Any, writer: asyncio.StreamWriter) -> None:
    while data := await there.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
