"""`Finds[M]`: the rows that one looks for, as instances or as a schema shows them."""

import builtins
from collections.abc import Sequence
from functools import cache
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel
from sqlalchemy import Select
from sqlmodel import SQLModel

from colonnade.data.compiled import paging
from colonnade.data.compiled.choice import reads_of
from colonnade.data.compiled.conditions import NONE, Conditions, by_key, conditions, key_values
from colonnade.data.compiled.entities import Selecting
from colonnade.data.crud.bound import Bound
from colonnade.data.queries import cursor, sorting, statements
from colonnade.data.queries.cursor import Seal
from colonnade.data.queries.page import Page, Part, Slice, refuse_bounds, refuse_limit
from colonnade.data.queries.search import matching
from colonnade.data.queries.statements import Where

M = TypeVar("M", bound=SQLModel)
S = TypeVar("S", bound=BaseModel)


class Finds(Bound[M], Generic[M]):
    """The reads of `Crud`.

    Each gives instances of the model, or with `into=` a schema:

        tasks.get(1)                      # Task
        tasks.get(1, into=TaskPublic)     # TaskPublic

    With a schema only its columns are read, by a statement that is built once per process, and put straight into it:
    several times as fast. Relationships that it shows are read along, a row by a join and a collection by one more
    statement. What only an instance has, as a property that the schema reads, makes it go over instances by itself.
    """

    @overload
    def get(self, key: Any, *, load: Sequence[Any] = ()) -> M: ...

    @overload
    def get(self, key: Any, *, into: type[S]) -> S: ...

    def get(self, key: Any, *, load: Sequence[Any] = (), into: type[S] | None = None) -> M | S:
        """The row with this key: one statement, and one more for each collection in `load` or `into`.

        Args:
            key: the primary key; a tuple when it is composite.
            load: relationships to load along, as `Task.tags`.
            into: the schema to answer with, instead of an instance.

        Raises:
            NotFound: there is none that this session may see.
        """
        found: M | S | None
        found = self.get_or_none(key, into=into) if into else self.get_or_none(key, load=load)
        if found is None:
            raise self._not_found()
        return found

    @overload
    def get_or_none(self, key: Any, *, load: Sequence[Any] = ()) -> M | None: ...

    @overload
    def get_or_none(self, key: Any, *, into: type[S]) -> S | None: ...

    def get_or_none(
        self, key: Any, *, load: Sequence[Any] = (), into: type[S] | None = None
    ) -> M | S | None:
        """As `get`, with None for a row that is not there."""
        if into is not None:
            return reads_of(self, self.session, into).get(key)
        statement, _ = Selecting(self.model, NONE, load).statement(
            self._dialect, ("get",), lambda made, _: made.where(by_key(self.model))
        )
        rows: Any = self.session.scalars(statement, key_values(self.model, key))
        found: M | None = _unique(rows).one_or_none()
        return found

    @overload
    def list(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        limit: int | None = None,
        load: Sequence[Any] = (),
    ) -> builtins.list[M]: ...

    @overload
    def list(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        limit: int | None = None,
        into: type[S],
    ) -> builtins.list[S]: ...

    def list(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        limit: int | None = None,
        load: Sequence[Any] = (),
        into: type[S] | None = None,
    ) -> builtins.list[M] | builtins.list[S]:
        """The rows that meet all conditions: one statement, and one more for each collection.

        Args:
            where: conditions, as `Task.title == "x"`.
            sort: fields to sort by, `-` for descending: `"-created_at,title"`; the key comes last by itself.
            limit: at most so many rows.
            load: relationships to load along.
            into: the schema to answer with, instead of instances.

        Raises:
            InvalidQuery: a field of `sort` is unknown, or the limit is less than one.
        """
        refuse_limit(limit)
        if into is not None:
            return reads_of(self, self.session, into).list(where, sorting.terms(sort), limit)
        terms = sorting.terms(sort)
        part = Slice(self._terms(terms), 0, None, self._dialect.name)

        numbers = {} if limit is None else paging.size_given(limit, limit)

        def finish(made: Select[Any], _: Conditions) -> Select[Any]:
            ordered = part.ordered(made)
            return ordered if limit is None else paging.limited(ordered, limit, numbers)

        selecting = Selecting(self.model, conditions(where), load)
        form = ("list", terms, *(numbers or [limit]))
        statement, values = selecting.statement(self._dialect, form, finish)
        return [*_unique(self.session.scalars(statement, {**values, **numbers}))]

    @overload
    def page(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        size: int = 20,
        after: str | None = None,
        offset: int = 0,
        total: bool | int = False,
        search: str | None = None,
        load: Sequence[Any] = (),
    ) -> Page[M]: ...

    @overload
    def page(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        size: int = 20,
        after: str | None = None,
        offset: int = 0,
        total: bool | int = False,
        search: str | None = None,
        into: type[S],
    ) -> Page[S]: ...

    def page(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        size: int = 20,
        after: str | None = None,
        offset: int = 0,
        total: bool | int = False,
        search: str | None = None,
        load: Sequence[Any] = (),
        into: type[S] | None = None,
    ) -> Page[M] | Page[S]:
        """One page of the rows that meet all conditions, with their total if asked for: one statement.

        Every row is on exactly one page and in order, for any sort, also with NULLs, ties and mixed directions. Rows
        that come or go between two pages move no other row. There are more rows where `next` is not None.

        Args:
            where: conditions, as `Task.title == "x"`.
            sort: fields to sort by, `-` for descending; the key comes last by itself.
            size: how many rows a page has.
            after: a cursor: `next` or `previous` of another page.
            offset: how many rows to skip, for pages with numbers; a deep page costs all rows before it.
            total: True counts the rows of all pages; a number counts no further, which stays cheap in a large table.
            search: words that the text columns must contain.
            load: relationships to load along.
            into: the schema to answer with, instead of instances.

        Raises:
            InvalidQuery: a field of `sort` is unknown, a number is too small, or the cursor belongs to another query.
        """
        said, asked = self._asked(
            *where, sort=sort, size=size, after=after, offset=offset, total=total, search=search
        )
        if into is not None:
            return reads_of(self, self.session, into).page(said, asked)
        return self._page(conditions(said), asked, load)

    def _asked(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        size: int = 20,
        after: str | None = None,
        offset: int = 0,
        total: bool | int = False,
        search: str | None = None,
    ) -> tuple[tuple[Where, ...], Part]:
        """The conditions of a page, those of a search among them, and which page it is."""
        refuse_bounds(size, offset, after)
        refuse_limit(total or None, "total")
        found = matching(self.model, search, self._dialect.name) if search else ()
        return (*where, *found), Part(sorting.terms(sort), size, after, offset, total)

    def count(self, *where: Where) -> int:
        """How many rows meet all conditions."""
        return int(self.session.scalars(statements.counting(self.model, *where)).one())

    def exists(self, *where: Where) -> bool:
        """Whether a row meets all conditions; the database stops at the first one."""
        return bool(self.session.scalars(statements.checking(self.model, *where)).one())

    def _page(self, said: Conditions, asked: Part, load: Sequence[Any]) -> Page[M]:
        terms, total = self._terms(asked.sort), asked.total
        seal = cache(lambda: self._seal(terms, said.where))
        position = cursor.decode(asked.after, terms, seal()) if asked.after else None
        part = Slice(terms, asked.size, position, self._dialect.name, asked.offset)
        numbers = paging.numbers(part, total)

        def finish(made: Select[Any], said: Conditions) -> Select[Any]:
            return paging.finishing(part, numbers, self.model, said)(part.with_keys(made))

        form = paging.form(part, numbers)
        statement, values = Selecting(self.model, said, load).statement(self._dialect, form, finish)
        rows = [*_unique(self.session.execute(statement, {**values, **numbers}))]
        if total and not rows and (position or asked.offset):
            most = None if total is True else total
            counting = statements.counting(self.model, *said.where, most=most)
            return part.page(rows, seal, self.session.scalars(counting).one())
        return part.page(rows, seal, (rows[0][-1] if rows else 0) if total else None)

    def _terms(self, sort: tuple[str, ...]) -> tuple[sorting.Key, ...]:
        return sorting.keys_of(self.model, sort, self._dialect.name)

    def _seal(self, terms: Sequence[sorting.Key], where: Sequence[Where]) -> Seal:
        return paging.seal_of(self.session, self.model, terms, conditions(where))


def _unique(rows: Any) -> Any:
    """Rows without those that a join of a collection multiplied, where there is one."""
    return rows.unique() if rows._unique_filter_state else rows
