"""What the operations are called with: the same for every peer, another for every call."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from benchmarks.taskboard import TASKS, USERS

Arguments = tuple[Any, ...]

READ_BY = 800
"""Users up to this one are only read; those above are written to."""

DEEP = 100_000
START = datetime(2025, 1, 1, tzinfo=UTC)

CALLS = {
    "get": 11,
    "list_first": 5,
    "list_total": 5,
    "list_deep": 1,
    "list_keyset": 5,
    "search": 5,
    "list_tags": 5,
    "stats": 5,
    "create": 5,
    "update": 5,
    "soft_delete": 5,
}
"""How often each is called in one round."""


class Samples:
    """Arguments for one run.

    No task is written to twice, so that every write is one, and none before `DEEP`, so that places stay where they are.
    """

    def __init__(self) -> None:
        self._users = count()
        self._tasks = _written()

    def of(self, operation: str) -> Arguments:
        """The arguments of one call."""
        make: Callable[[], Arguments] = getattr(self, f"_{operation}", self._user)
        return make()

    def _user(self) -> Arguments:
        return (1 + next(self._users) * 37 % READ_BY,)

    def _get(self) -> Arguments:
        return (next(self._users) * 37 % READ_BY + USERS * 7,)

    def _list_deep(self) -> Arguments:
        return (DEEP + next(self._users),)

    def _list_keyset(self) -> Arguments:
        task = DEEP + next(self._users)
        return (START + timedelta(minutes=task), task)

    def _search(self) -> Arguments:
        return (*self._user(), "milk")

    def _create(self) -> Arguments:
        return (new_task(f"Made {next(self._users)}", USERS),)

    def _update(self) -> Arguments:
        return (next(self._tasks), {"title": f"Changed {next(self._users)}", "completed": True})

    def _soft_delete(self) -> Arguments:
        return (next(self._tasks),)


def new_task(title: str, user_id: int) -> dict[str, Any]:
    return {
        "title": title,
        "description": f"What to do about {title}",
        "completed": False,
        "priority": "high",
        "due_date": START,
        "user_id": user_id,
    }


def _written() -> Iterator[int]:
    """Tasks of the users above `READ_BY`; the task `i` belongs to the user `1 + i % USERS`."""
    return (task for task in range(DEEP + 10_000, TASKS) if task % USERS >= READ_BY)
