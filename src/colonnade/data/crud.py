"""`Crud[M]`: the everyday operations on one model, each in as few statements as it takes."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from sqlmodel import SQLModel

from colonnade.data import changes, cursor, links, sorting, statements, validation
from colonnade.data.bulk import Bulk
from colonnade.data.changes import Data
from colonnade.data.cursor import Seal
from colonnade.data.page import Page, Slice, refuse_bounds
from colonnade.data.removals import Removals
from colonnade.data.reports import Reports
from colonnade.data.search import matching
from colonnade.data.statements import Where
from colonnade.data.streams import Streams
from colonnade.data.translation import stale

M = TypeVar("M", bound=SQLModel)


class Crud(Bulk[M], Removals[M], Reports[M], Streams[M], Generic[M]):
    """Reads and writes rows of one model in a session.

    Args:
        model: the table's class.
        session: from `Database.session`.
    """

    def get(self, key: Any, *, load: Sequence[Any] = ()) -> M:
        """The row with this key: one statement, and one more for each collection in `load`.

        Args:
            key: the primary key; a tuple when it is composite.
            load: relationships to load along, as `Task.tags`.

        Raises:
            NotFound: there is none that this session may see.
        """
        found = self.get_or_none(key, load=load)
        if found is None:
            raise self._not_found()
        return found

    def get_or_none(self, key: Any, *, load: Sequence[Any] = ()) -> M | None:
        """As `get`, with None for a row that is not there."""
        where = statements.by_key(self.model, key)
        statement = statements.reading(self.model, where, load=load)
        found: M | None = self.session.scalars(statement).unique().one_or_none()
        return found

    def list(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        limit: int | None = None,
        load: Sequence[Any] = (),
    ) -> builtins.list[M]:
        """The rows that meet all conditions: one statement, and one more for each collection in `load`.

        Args:
            where: conditions, as `Task.title == "x"`.
            sort: fields to sort by, `-` for descending: `"-created_at,title"`; the key comes last by itself.
            limit: at most so many rows.
            load: relationships to load along.

        Raises:
            InvalidQuery: a field of `sort` is unknown.
        """
        terms = sorting.keys(self.model, sort, self._dialect.name)
        statement = statements.reading(self.model, *where, load=load)
        statement = statement.order_by(*sorting.ordering(terms, self._dialect.name)).limit(limit)
        return [*self.session.scalars(statement).unique()]

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
    ) -> Page[M]:
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

        Raises:
            InvalidQuery: a field of `sort` is unknown, a number is too small, or the cursor belongs to another query.
        """
        refuse_bounds(size, offset, after)
        where = (*where, *(matching(self.model, search) if search else ()))
        terms = sorting.keys(self.model, sort, self._dialect.name)
        seal = self._seal(terms, where)
        position = cursor.decode(after, terms, seal) if after else None
        part = Slice(terms, size, position, self._dialect.name, offset)
        statement: Any = part.of(statements.reading(self.model, *where, load=load))
        counting = statements.counting(self.model, *where, most=None if total is True else total)
        if total:
            # Within the page's statement and by itself, not OVER its rows: it is computed once.
            statement = statement.add_columns(counting.scalar_subquery().correlate(None))
        rows = [*self.session.execute(statement).unique()]
        if total and not rows and (position or offset):
            return part.page(rows, seal, self.session.scalars(counting).one())
        return part.page(rows, seal, (rows[0][-1] if rows else 0) if total else None)

    def count(self, *where: Where) -> int:
        """How many rows meet all conditions."""
        return int(self.session.scalars(statements.counting(self.model, *where)).one())

    def exists(self, *where: Where) -> bool:
        """Whether a row meets all conditions; the database stops at the first one."""
        return bool(self.session.scalars(statements.checking(self.model, *where)).one())

    def create(self, data: Data) -> M:
        """Insert a row, in one statement; what the database fills is there without a read-back.

        Rows that belong to it go along in the same unit: `tag_ids=[1, 2]` links rows of a many-to-many relationship by
        their keys, and a mapping, a schema or a list of them in place of a relationship makes those rows.

            tasks.create({"title": "a", "tag_ids": [1, 2], "subtasks": [{"title": "b"}]})

        Args:
            data: a schema or a mapping.

        Raises:
            pydantic.ValidationError: a value is not valid.
            Conflict: another row has the same unique value, or a row that is pointed at is not there.
            InvalidValue: the database refuses a value, or a linked row is not there for this session.
        """
        return self.create_many([data])[0]

    def create_many(self, rows: Iterable[Data]) -> builtins.list[M]:
        """Insert rows, in as few statements as the driver needs.

        Raises:
            pydantic.ValidationError: a value is not valid; nothing is inserted.
            Conflict, InvalidValue: as for `create`.
        """
        given = links.to_make(self.session, self.model, map(changes.given, rows))
        made = [self.model.model_validate(values) for values in given]
        self.session.add_all(made)
        self.session.flush()
        return made

    def update(self, key_or_row: Any, data: Data, *, version: int | None = None) -> M:
        """Change the fields that were sent, and no others; `tag_ids` sets a many-to-many relationship by keys.

        By key it is one statement (`UPDATE ... RETURNING`), two where the database has none or the model's validators
        need the whole row. A row that is at hand is changed and written.

        Args:
            key_or_row: the primary key, a tuple when it is composite; or the row.
            data: a schema, of which the fields that were sent count, or a mapping.
            version: for a `Versioned` model, the version that the change was made for.

        Raises:
            NotFound: there is no such row that this session may see.
            StaleUpdate: somebody else changed the row in the meantime.
            pydantic.ValidationError: a value is not valid; the row is as it was.
            Conflict, InvalidValue: as for `create`; InvalidValue also for a new key or owner.
        """
        values = changes.sent(self.model, data)
        values = links.to_change(self.session, self.model, values)
        direct = changes.fit_one_statement(self.model, values, self._dialect)
        if values and direct and not isinstance(key_or_row, self.model):
            return self._update_directly(key_or_row, values, version)
        row: M = key_or_row if isinstance(key_or_row, self.model) else self.get(key_or_row)
        if version is not None and getattr(row, "version", version) != version:
            raise stale()
        validation.assign(row, values)
        self.session.flush()
        return row

    def _update_directly(self, key: Any, values: dict[str, Any], version: int | None) -> M:
        where = statements.by_key(self.model, key)
        checked = validation.validated(self.model, values)
        statement = statements.changing(self.model, where, checked, version=version)
        row: M | None = self.session.scalars(statement).one_or_none()
        if row is not None:
            return row
        if version is not None and self.exists(where):
            raise stale()
        raise self._not_found()

    def _seal(self, terms: Sequence[sorting.Key], where: Sequence[Any]) -> Seal:
        url = self.session.get_bind().engine.url
        query = cursor.query_of(self.model, terms, where, self._dialect)
        return Seal(cursor.secret_of(url), query)
