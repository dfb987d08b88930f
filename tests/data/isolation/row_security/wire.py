"""A proxy between an application and PostgreSQL that counts round trips."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from select import select
from threading import Thread

from sqlalchemy import URL

_ENCRYPTION = {80877103, 80877104}
"""The requests to which a server without encryption answers N."""


class Wire:
    """Passes everything on, and counts how often the client spoke after the server had answered.

    Attributes:
        trips: the round trips since it was last set to 0.
    """

    def __init__(self, host: str, port: int) -> None:
        self.trips = 0
        self._host, self._port = host, port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _connected(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server

    def _serve(self, client: socket.socket) -> None:
        with client, self._connected() as server:
            said_last = server
            while True:
                for speaker in select([client, server], [], [])[0]:
                    data = speaker.recv(65536)
                    if not data:
                        return
                    if _wants_encryption(data):
                        client.sendall(b"N")
                        continue
                    if speaker is client and said_last is server:
                        self.trips += 1
                    said_last = speaker
                    (server if speaker is client else client).sendall(data)


def address(url: URL) -> tuple[str, int]:
    """Where a server is: a host or the folder of a socket, and a port."""
    host, port = url.host or url.query["host"], url.port or url.query.get("port", 5432)
    return str(host), int(str(port))


def _wants_encryption(data: bytes) -> bool:
    return len(data) == 8 and struct.unpack("!II", data)[1] in _ENCRYPTION


@contextmanager
def wire_to(host: str, port: int) -> Iterator[Wire]:
    """A proxy to a server."""
    wire = Wire(host, port)
    yield wire
    wire.close()
