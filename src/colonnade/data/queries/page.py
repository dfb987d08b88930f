"""Pages by keyset: every row exactly once, at any depth for the price of the first page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.engine import Row

from colonnade.data.queries import cursor, keyset, sorting
from colonnade.data.queries.cursor import Position, Seal
from colonnade.errors import InvalidQuery

M = TypeVar("M")
R = TypeVar("R")

SortKeys = Callable[[int], tuple[Any, ...]]


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


@dataclass(frozen=True)
class Part:
    """Which part of the rows is asked for, as `Crud.page` takes it.

    Attributes:
        sort: fields to sort by, `-` for descending.
        size: how many rows.
        after: a cursor, or None.
        offset: how many rows are skipped.
        total: whether all rows are counted, or how far.
    """

    sort: tuple[str, ...] = ()
    size: int = 20
    after: str | None = None
    offset: int = 0
    total: bool | int = False


@dataclass(frozen=True)
class Slice:
    """Which part of the rows a page is.

    Attributes:
        terms: the order, ending with the key.
        size: how many rows.
        position: where it begins; None for the first page.
        dialect: the database's name.
        offset: how many rows are skipped.
    """

    terms: tuple[sorting.Key, ...]
    size: int
    position: Position | None
    dialect: str
    offset: int = 0

    def of(self, statement: Select[Any]) -> Select[Any]:
        """The statement that reads the page: one row more than asked for, with the values of its sort keys.

        The values are selected, not taken from the rows' attributes: an attribute may hold what was written in this
        session, and the database may have rounded it.
        """
        return self.ordered(self.with_keys(statement)).limit(self.size + 1)

    def with_keys(self, statement: Select[Any]) -> Select[Any]:
        """The statement with the values of the sort keys."""
        values = (key.expression.label(f"sort_key_{i}") for i, key in enumerate(self.terms))
        return statement.add_columns(*values)

    def ordered(self, statement: Select[Any]) -> Select[Any]:
        """The statement with the order, beginning at the position."""
        terms = self.terms
        if self.position is not None:
            terms = tuple(k.reversed() for k in terms) if self.position.backwards else terms
            statement = statement.where(keyset.after(terms, self.position.values, self.dialect))
        statement = statement.order_by(*sorting.ordering(terms, self.dialect))
        return statement.offset(self.offset) if self.offset else statement

    def cut(self, rows: Sequence[R]) -> tuple[list[R], bool]:
        """The rows of the page in their order, of those that the statement gave, and whether there are more."""
        kept = [*rows[: self.size]]
        return kept[::-1] if self._backwards else kept, len(rows) > self.size

    def page(self, rows: list[Row[Any]], seal: Callable[[], Seal], total: int | None) -> Page[Any]:
        """The page of the rows that the statement gave."""
        kept, more = self.cut(rows)
        items = [row[0] for row in kept]
        keys = len(self.terms)
        page = self.between(items, lambda place: tuple(kept[place][1 : 1 + keys]), more, seal)
        return replace(page, total=total)

    def between(
        self, items: list[M], keys: SortKeys, more: bool, seal: Callable[[], Seal]
    ) -> Page[M]:
        """The page of these items, with the cursors of its neighbours.

        Args:
            items: what it holds.
            keys: the sort keys of a row by its place on the page.
            more: whether the statement gave a row too many.
            seal: what the cursors are valid for.
        """

        def beside(place: int, *, back: bool) -> str:
            return cursor.encode(Position(keys(place), back), seal())

        before = more if self._backwards else self.position is not None or self.offset > 0
        behind = self._backwards or more
        return Page(
            items,
            beside(-1, back=False) if items and behind else None,
            beside(0, back=True) if items and before else None,
        )

    @property
    def _backwards(self) -> bool:
        return self.position is not None and self.position.backwards


def refuse_limit(limit: int | None, field: str = "limit") -> None:
    """Refuse a number of rows that is none: databases take -1 for all rows, or for a mistake.

    Args:
        limit: how many rows at most; None where there is no limit.
        field: what the caller named it.

    Raises:
        InvalidQuery: it is less than one.
    """
    if limit is not None and limit < 1:
        raise InvalidQuery(f"{field} is a number of rows, at least 1.", field=field)


def refuse_bounds(size: int, offset: int, after: str | None) -> None:
    """Refuse a page that cannot be.

    Raises:
        InvalidQuery: it has no rows, begins before the first one, or at two places.
    """
    if size < 1:
        raise InvalidQuery("A page has at least one row.", field="size")
    if offset < 0:
        raise InvalidQuery("A page begins at the first row or later.", field="offset")
    if offset and after:
        raise InvalidQuery(
            "A page begins at a cursor or at an offset, not at both.", field="offset"
        )
