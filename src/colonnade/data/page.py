"""Pages by keyset: every row exactly once, at any depth for the price of the first page."""

from dataclasses import dataclass
from typing import Generic, TypeVar

M = TypeVar("M")


@dataclass(frozen=True)
class Page(Generic[M]):
    """A page of rows.

    Attributes:
        items: the rows.
        next: the cursor of the next page; None on the last one.
        previous: the cursor of the page before; None on the first one.
        total: how many rows there are in all pages, when it was asked for.
    """

    items: list[M]
    next: str | None = None
    previous: str | None = None
    total: int | None = None
