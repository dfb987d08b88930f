"""asyncpg's connection, with a BEGIN that says whose transaction it is."""

from typing import Any

import asyncpg


class AdditiveConnection(asyncpg.Connection):  # type: ignore[misc]
    """Adds to the next BEGIN what it was told.

    Attributes:
        said_at_begin: the statement that goes with BEGIN, once.
    """

    __slots__ = ("said_at_begin",)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.said_at_begin = ""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        """As `Connection.execute`; several statements without parameters are one message."""
        if self.said_at_begin and query.startswith("BEGIN"):
            query, self.said_at_begin = f"{query} {self.said_at_begin}", ""
        status: str = await super().execute(query, *args, timeout=timeout)
        return status
