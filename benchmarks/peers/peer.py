"""What every peer can do. A method may be a coroutine; its answer is compared with the raw driver's."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Answers = Literal["rows", "model", "schema"]
Row = Mapping[str, Any]

READS = (
    "get",
    "list_first",
    "list_total",
    "list_deep",
    "list_keyset",
    "search",
    "list_tags",
    "stats",
)
WRITES = ("create", "update", "soft_delete")
BULK = ("bulk_insert", "bulk_update", "upsert")


class Peer(Protocol):
    """One way to work with the task board.

    Reads leave out deleted tasks. Lists hold 50 tasks, the newest first, unless said otherwise. Every write is
    one transaction of its own, and so is every read where the library makes it one.
    """

    answers: Answers

    def __init__(self, url: str) -> None:
        """Take the database's URL, `postgresql://...`."""

    def open(self) -> Any:
        """Connect: a pool where the library has one."""

    def close(self) -> Any:
        """Close what `open` opened."""

    def get(self, task_id: int) -> Any:
        """One task by its key."""

    def list_first(self, user_id: int) -> Any:
        """A user's tasks."""

    def list_total(self, user_id: int) -> Any:
        """A user's tasks, and how many there are: a pair."""

    def list_deep(self, offset: int) -> Any:
        """Everybody's tasks by OFFSET, the oldest first."""

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        """Everybody's tasks after this one, the oldest first; without OFFSET where the library can."""

    def search(self, user_id: int, word: str) -> Any:
        """A user's tasks with this word in the title."""

    def list_tags(self, user_id: int) -> Any:
        """A user's tasks, each with its tags."""

    def stats(self, user_id: int) -> Any:
        """How many tasks a user has: total, completed, overdue, high."""

    def create(self, task: Row) -> Any:
        """Insert a task and answer with all of its columns."""

    def update(self, task_id: int, changes: Row) -> Any:
        """Change these columns and answer with all of them."""

    def soft_delete(self, task_id: int) -> Any:
        """Set `deleted_at`."""

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        """Insert tasks."""

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        """Change the titles of the tasks with these keys, each to another one."""

    def upsert(self, tags: Sequence[Row]) -> Any:
        """Insert tags by their key, or change the names of those that are there."""
