"""`Histories[M]`: what happened to a row."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlmodel import SQLModel

from colonnade.data.crud.bound import Bound
from colonnade.data.queries.page import Page, refuse_bounds
from colonnade.data.queries.statements import key_parts
from colonnade.errors import InvalidQuery

if TYPE_CHECKING:
    from colonnade.data.history.entries import HistoryEntry

M = TypeVar("M", bound=SQLModel)


class Histories(Bound[M], Generic[M]):
    """The history part of `Crud`, for `WithHistory` models."""

    def history(
        self, key: Any, *, size: int = 20, after: str | None = None
    ) -> "Page[HistoryEntry]":
        """What happened to the row with this key, the latest first: one statement.

        A row that is deleted keeps its history. A session for one owner reads what happened while the row was this
        owner's; for anybody else the page is empty.

        Args:
            key: the primary key; a tuple when it is composite.
            size: how many entries.
            after: `next` of another page.

        Raises:
            ModelError: the model has no history.
            InvalidQuery: `size` is too small, or `after` is no cursor of a history.
        """
        from colonnade.data.history import entries

        refuse_bounds(size, 0, after)
        table = entries.entries_of(self.model)
        statement = entries.reading(self.model, key_parts(self.model, key), self._dialect.name)
        if after is not None:
            statement = statement.where(table.c.id < _number(after))
        rows = self.session.execute(statement.limit(size + 1)).all()
        found = [entries.entry(self.model, row) for row in rows[:size]]
        return Page(found, next=str(found[-1].id) if len(rows) > size else None)


def _number(after: str) -> int:
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise InvalidQuery("The cursor does not belong to a history.", field="after")
    return int(after)
