"""Rows one by one, in memory that does not grow with their number."""

import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.crud.bound import Bound
from colonnade.data.models.indexes import MYSQL
from colonnade.data.queries import sorting, statements
from colonnade.data.queries.cursor import Position
from colonnade.data.queries.page import Slice
from colonnade.data.queries.statements import Where
from colonnade.errors import InvalidQuery

M = TypeVar("M", bound=SQLModel)


@dataclass(frozen=True)
class Stream:
    """A query whose rows are read batch by batch.

    Attributes:
        statement: what is read, without an order.
        terms: the order, ending with the key.
        batch: how many rows at a time.
        dialect: the database's name.
    """

    statement: Select[Any]
    terms: tuple[sorting.Key, ...]
    batch: int
    dialect: str

    @property
    def by_cursor(self) -> bool:
        """Whether one statement with a cursor on the server does it.

        A connection to MariaDB or MySQL takes no other statement before such a cursor has given its last row; so there
        a statement for each batch goes on by keyset.
        """
        return self.dialect not in MYSQL

    def whole(self) -> Select[Any]:
        """The statement that gives all rows through a cursor on the server."""
        ordered = self.statement.order_by(*sorting.ordering(self.terms, self.dialect))
        return ordered.execution_options(yield_per=self.batch)

    def batches(self, session: Session) -> Iterator[builtins.list[Any]]:
        """The rows by keyset, a statement for each batch."""
        position, more = None, True
        while more:
            part = Slice(self.terms, self.batch, position, self.dialect)
            found = session.execute(part.of(self.statement)).unique().all()
            rows, more = part.cut(found)
            yield [row[0] for row in rows]
            if more:
                position = Position(tuple(rows[-1][1 : 1 + len(self.terms)]))


def stream_of(
    model: type[SQLModel],
    where: Sequence[Where],
    sort: str | Sequence[str],
    batch: int,
    load: Sequence[Any],
    dialect: str,
) -> Stream:
    """The query of `Crud.stream`.

    Raises:
        InvalidQuery: a field of `sort` is unknown, or a batch has no rows.
    """
    if batch < 1:
        raise InvalidQuery("A batch has at least one row.", field="batch")
    statement = statements.reading(model, *where, load=load)
    return Stream(statement, sorting.keys(model, sort, dialect), batch, dialect)


class Streams(Bound[M], Generic[M]):
    """What `Crud` reads row by row."""

    def stream(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        batch: int = 1000,
        load: Sequence[Any] = (),
    ) -> Iterator[M]:
        """The rows that meet all conditions, one by one: no more than a batch of them is in memory.

        On PostgreSQL and SQLite it is one statement, read through a cursor on the server, so it shows the rows as they
        were when it began. On MariaDB and MySQL it is a statement for each batch, by keyset: rows that stay are seen
        once, and the sort wants an index.

        Args:
            where: conditions, as `Task.title == "x"`.
            sort: fields to sort by, `-` for descending; the key comes last by itself.
            batch: how many rows are read at a time.
            load: relationships to load along; a collection takes a statement for each batch.

        Raises:
            InvalidQuery: a field of `sort` is unknown, or the batch is not positive.
        """
        stream = stream_of(self.model, where, sort, batch, load, self._dialect.name)
        return self._rows(stream)

    def _rows(self, stream: Stream) -> Iterator[M]:
        if stream.by_cursor:
            yield from self.session.scalars(stream.whole())
            return
        for batch in stream.batches(self.session):
            yield from batch
