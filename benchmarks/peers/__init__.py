"""Who is measured: one module for each peer or pair of peers, and `ALL` names the modules."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, Protocol

OPERATIONS = (
    "get",
    "page",
    "page_keyset",
    "page_total",
    "page_tags",
    "search",
    "stats",
    "create",
    "update",
    "soft_delete",
)
"""What is measured: each is one unit of work of one owner, with its transaction where there is one.

`get` reads a task by its key. `page` reads the owner's first 50 open tasks, the newest first; `page_keyset` the next
50; `page_total` the first 50 with the number of all; `page_tags` the first 50 with their tags; `search` the first 50
with a word in their texts. `stats` counts the owner's tasks in four ways. The others write one task.
"""

ALL = ("raw_psycopg", "raw_asyncpg", "core", "sqlmodel_usual", "sqlmodel_by_hand", "ours")
"""The modules; the first peer is what the others are compared with."""

SIZE = 50


class Operation(Protocol):
    """Does one operation; a coroutine function where the peer is async."""

    def __call__(self, owner: int, key: int) -> Any: ...


@dataclass
class Peer:
    """One way to do the operations.

    Attributes:
        name: how it is called in the table.
        answers: what it gives: the driver's rows, instances of a model, or a schema.
        operations: by name; a peer may leave some out.
        statements: how many it has sent so far; None where the peer cannot tell.
        close: ends it; a coroutine function where the peer is async.
        is_async: whether the operations are coroutine functions.
    """

    name: str
    answers: Literal["rows", "model", "schema"]
    operations: dict[str, Operation]
    close: Callable[[], Any]
    statements: Callable[[], int] | None = None
    is_async: bool = False


def load(url: str, names: tuple[str, ...] = ALL) -> list[Peer]:
    """The peers, each with connections of its own.

    Args:
        url: a PostgreSQL database that `taskboard.fill` has filled, as `postgresql://...`.
        names: modules of this package; each has a function `peers(url)`.
    """
    return [peer for name in names for peer in import_module(f"{__name__}.{name}").peers(url)]


def operations(peer: object) -> dict[str, Operation]:
    """The methods of a peer that are called as operations are."""
    return {name: getattr(peer, name) for name in OPERATIONS if hasattr(peer, name)}
