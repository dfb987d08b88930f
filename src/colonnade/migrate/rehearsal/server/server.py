"""What may be asked of a server; all of it by a driver's own cursor, so that no listener hears it."""

from abc import ABC, abstractmethod
from typing import Any


class Server(ABC):
    """Questions to one kind of server."""

    @abstractmethod
    def version(self, cursor: Any) -> str:
        """Its name and version, as `PostgreSQL 17.2`."""

    @abstractmethod
    def files(self, cursor: Any) -> dict[str, int]:
        """The file of each table: a table that is written anew has another one. Sees what is not committed."""

    @abstractmethod
    def size(self, cursor: Any) -> int:
        """How many bytes the database takes on the disk; 0 when this user may not know."""

    def invalid(self, cursor: Any) -> list[str]:
        """The indexes that are there and not used, because a build has failed; none where that leaves nothing."""
        return []

    def session(self, cursor: Any) -> int:
        """The number by which the server knows the cursor's connection; 0 where nobody asks."""
        return 0

    def locks(self, cursor: Any, session: int) -> dict[str, str]:
        """The strongest lock of a session on each table; nothing where the server does not tell."""
        return {}


def rows(cursor: Any, query: str, *parameters: object) -> list[Any]:
    """The rows of a query."""
    cursor.execute(query, *([parameters] if parameters else []))
    found: list[Any] = cursor.fetchall()
    return found
