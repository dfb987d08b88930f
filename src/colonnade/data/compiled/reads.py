"""The operations that read, answered with a schema."""

import builtins
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data.compiled import paging
from colonnade.data.compiled.answers import answers
from colonnade.data.compiled.bracket import Mappings, Reader, Rows, read
from colonnade.data.compiled.conditions import NONE, Conditions, by_key, conditions, key_values
from colonnade.data.compiled.prepared import Prepared, kept
from colonnade.data.compiled.rows import mappings, values_at
from colonnade.data.compiled.selection import Layout, Selection
from colonnade.data.compiled.shape import Shape
from colonnade.data.models.mapped import mapper_of
from colonnade.data.queries import cursor, sorting
from colonnade.data.queries.page import Page, Part, Slice
from colonnade.data.queries.statements import Where
from colonnade.data.sessions.session import ALIVE

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Reading:
    """A SELECT that is kept.

    Attributes:
        prepared: the SELECT.
        layout: where the values of the shape stand.
        keys: where the sort keys stand.
    """

    prepared: Prepared
    layout: Layout
    keys: tuple[int, ...] = ()

    @property
    def repeatable(self) -> bool:
        """Whether it runs again with other values."""
        return self.prepared.repeatable


@dataclass(frozen=True)
class Found:
    """What the statements of a page gave."""

    mappings: Mappings
    rows: Rows
    keys: tuple[int, ...]
    more: bool
    total: int | None


class Reads(Generic[S]):
    """Reads rows of one model into a schema.

    Args:
        schema: what each row becomes.
        shape: what the schema needs of the model.
        session: from `Database.session`.
    """

    def __init__(self, schema: type[S], shape: Shape, session: Session) -> None:
        self._model = shape.model
        self._schema = schema
        self._shape = shape
        self._session = session

    def get(self, key: Any) -> S | None:
        """The row with this key."""
        named = key_values(self._model, key)
        found = self._read(lambda reader: self.row(reader, named))
        return self._answers(found)[0] if found else None

    def row(self, reader: Reader, named: Mapping[str, Any]) -> Mappings:
        """The row with these values of its key; an empty list where there is none."""
        reading = self._reading(reader, ("get",), NONE, lambda s: s.where(by_key(self._model)))
        return mappings(reader, reading.layout, reader.rows(reading.prepared, (), named))

    def list(self, where: Sequence[Where], sort: tuple[str, ...], limit: int | None) -> list[S]:
        """The rows that meet all conditions."""
        said = conditions(where)
        part = Slice(self._terms(sort), 0, None, self._dialect.name)
        named = {} if limit is None else paging.size_given(limit, limit)

        def finish(statement: Select[Any]) -> Select[Any]:
            ordered = part.ordered(statement)
            return ordered if limit is None else paging.limited(ordered, limit, named)

        def some(reader: Reader) -> Mappings:
            form = ("list", sort, *(named or [limit]))
            reading = self._reading(reader, form, said, finish)
            found = reader.rows(reading.prepared, said.binds, named)
            return mappings(reader, reading.layout, found)

        return self._answers(self._read(some))

    def page(self, where: Sequence[Where], asked: Part) -> Page[S]:
        """One page of the rows that meet all conditions; the total is counted within its statement."""
        said, terms = conditions(where), self._terms(asked.sort)
        seal = cache(lambda: paging.seal_of(self._session, self._model, terms, said))
        position = cursor.decode(asked.after, terms, seal()) if asked.after else None
        part = Slice(terms, asked.size, position, self._dialect.name, asked.offset)
        found = self._read(lambda reader: self._page(reader, part, said, asked.total))
        rows, processors = found.rows

        def keys(place: int) -> tuple[Any, ...]:
            return values_at(rows[place], found.keys, processors)

        page = part.between(self._answers(found.mappings), keys, found.more, seal)
        return page if found.total is None else replace(page, total=found.total)

    def _page(self, reader: Reader, part: Slice, said: Conditions, total: bool | int) -> Found:
        numbers = paging.numbers(part, total)
        finish = paging.finishing(part, numbers, self._model, said)
        reading = self._reading(reader, paging.form(part, numbers), said, finish, part.terms)
        all_rows, processors = reader.rows(reading.prepared, said.binds, numbers)
        rows, more = part.cut(all_rows)
        made = mappings(reader, reading.layout, (rows, processors))
        if total and not rows and (part.position or part.offset):
            count: int | None = counted(reader, self._model, said, total)
        else:
            count = (rows[0][-1] if rows else 0) if total else None
        return Found(made, (rows, processors), reading.keys, more, count)

    def _reading(
        self,
        reader: Reader,
        form: tuple[Hashable, ...],
        said: Conditions,
        finish: paging.Finish,
        terms: Sequence[sorting.Key] = (),
    ) -> Reading:
        key = None if said.form is None else (*form, *self._shows, said.form)
        dialect = reader.dialect

        def build() -> Reading:
            selection = self._selected()
            layout = selection.layout
            keys = tuple(self._sort_key(selection, term, dialect) for term in terms)
            statement = finish(_where(selection.statement(), said))
            return Reading(Prepared(statement, dialect, said.binds), layout, keys)

        found: Reading = kept(dialect, key, build)
        return found

    @property
    def _shows(self) -> tuple[Hashable, ...]:
        """What the form of a statement depends on besides the operation."""
        return (self._schema, self._model)

    def _selected(self) -> Selection:
        """What is selected of each row."""
        return Selection(self._model, self._shape)

    def _sort_key(self, selection: Selection, term: sorting.Key, dialect: Dialect) -> int:
        """Where the value of a sort key stands; PostgreSQL sorts by what is shown, and need not send it twice."""
        names = selection.shape.names
        if dialect.name == "postgresql" and term.name in names:
            return names.index(term.name)
        return selection.add(term.expression.label(f"sort_key_{len(selection.columns)}"))

    def _answers(self, found: Mappings) -> builtins.list[S]:
        """The rows as they are shown."""
        return answers(self._schema, found)

    def _read(self, operation: Callable[[Reader], Any]) -> Any:
        return read(self._session, mapper_of(self._model), operation)

    def _terms(self, sort: tuple[str, ...]) -> tuple[sorting.Key, ...]:
        return sorting.keys_of(self._model, sort, self._dialect.name)

    @cached_property
    def _dialect(self) -> Dialect:
        return self._session.get_bind(mapper_of(self._model)).dialect


def counted(
    reader: Reader, model: type[SQLModel], said: Conditions, total: bool | int = True
) -> int:
    """How many rows meet the conditions, counted no further than `total` where that is a number."""
    named = {} if total is True else {paging.MOST: total}

    def build() -> Prepared:
        return Prepared(
            paging.counting(model, said, named).options(ALIVE), reader.dialect, said.binds
        )

    key = None if said.form is None else ("count", model, said.form, *named)
    (row,), _ = reader.rows(kept(reader.dialect, key, build), said.binds, named)
    return int(row[0])


def _where(statement: Select[Any], said: Conditions) -> Select[Any]:
    return statement.where(*said.where) if said.where else statement  # type: ignore[arg-type]
