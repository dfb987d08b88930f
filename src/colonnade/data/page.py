"""Pages by keyset: every row exactly once, at any depth for the price of the first page."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.engine import Row

from colonnade.data import cursor, keyset, sorting
from colonnade.data.cursor import Position, Seal

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


@dataclass(frozen=True)
class Slice:
    """Which part of the rows a page is.

    Attributes:
        terms: the order, ending with the key.
        size: how many rows.
        position: where it begins; None for the first page.
        dialect: the database's name.
    """

    terms: tuple[sorting.Key, ...]
    size: int
    position: Position | None
    dialect: str

    def of(self, statement: Select[Any]) -> Select[Any]:
        """The statement that reads the page: one row more than asked for, with the values of its sort keys.

        The values are selected, not taken from the rows' attributes: an attribute may hold what was written in this
        session, and the database may have rounded it.
        """
        terms = self.terms
        if self.position is not None:
            terms = tuple(k.reversed() for k in terms) if self.position.backwards else terms
            statement = statement.where(keyset.after(terms, self.position.values, self.dialect))
        values = (key.expression.label(f"sort_key_{i}") for i, key in enumerate(self.terms))
        order = sorting.ordering(terms, self.dialect)
        return statement.add_columns(*values).order_by(*order).limit(self.size + 1)

    def page(self, rows: list[Row[Any]], seal: Seal, total: int | None) -> Page[Any]:
        """The page of the rows that the statement gave."""
        more, rows = len(rows) > self.size, rows[: self.size]
        backwards = self.position is not None and self.position.backwards
        rows = rows[::-1] if backwards else rows
        before = more if backwards else self.position is not None
        behind = backwards or more

        def beside(row: Row[Any], *, back: bool) -> str:
            return cursor.encode(Position(tuple(row[1:]), back), seal)

        return Page(
            [row[0] for row in rows],
            beside(rows[-1], back=False) if rows and behind else None,
            beside(rows[0], back=True) if rows and before else None,
            total,
        )
