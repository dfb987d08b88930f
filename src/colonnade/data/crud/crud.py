"""`Crud[M]`: the everyday operations on one model, each in as few statements as it takes."""

import builtins
from collections.abc import Iterable
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel
from sqlmodel import SQLModel

from colonnade.data.compiled.choice import writes_of
from colonnade.data.compiled.instances import InstanceReads
from colonnade.data.crud import changes, links
from colonnade.data.crud.bulk import Bulk
from colonnade.data.crud.changes import Data
from colonnade.data.crud.finds import Finds
from colonnade.data.crud.histories import Histories
from colonnade.data.crud.removals import Removals
from colonnade.data.crud.reports import Reports
from colonnade.data.crud.stored import settle
from colonnade.data.crud.streams import Streams
from colonnade.data.crud.transfers import Transfers
from colonnade.data.models import validation
from colonnade.data.queries import statements
from colonnade.data.translation import stale
from colonnade.errors import DataError, InvalidQuery

M = TypeVar("M", bound=SQLModel)
S = TypeVar("S", bound=BaseModel)


class Crud(
    Bulk[M], Removals[M], Transfers[M], Reports[M], Streams[M], Histories[M], Finds[M], Generic[M]
):
    """Reads and writes rows of one model in a session.

    Args:
        model: the table's class.
        session: from `Database.session`.
    """

    @overload
    def create(self, data: Data) -> M: ...

    @overload
    def create(self, data: Data, *, into: type[S]) -> S: ...

    def create(self, data: Data, *, into: type[S] | None = None) -> M | S:
        """Insert a row, in one statement; what the database fills is there without a read-back.

        Rows that belong to it go along in the same unit: `tag_ids=[1, 2]` links rows of a many-to-many relationship by
        their keys, and a mapping, a schema or a list of them in place of a relationship makes those rows.

            tasks.create({"title": "a", "tag_ids": [1, 2], "subtasks": [{"title": "b"}]})

        Args:
            data: a schema or a mapping.
            into: the schema to answer with, instead of an instance.

        Raises:
            pydantic.ValidationError: a value is not valid.
            Conflict: another row has the same unique value, or a row that is pointed at is not there.
            InvalidValue: the database refuses a value, or a linked row is not there for this session.
        """
        if into is None:
            return self.create_many([data])[0]
        (values,) = links.to_make(self.session, self.model, [changes.given(data)])
        writes = writes_of(self.session, self.model, into)
        if writes is not None and changes.fit_one_insert(self.model, values, self._dialect):
            return writes.insert(values)
        return InstanceReads(into, self).shown(self.create_many([values])[0])

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
        settle(made, self._dialect)
        return made

    @overload
    def update(self, key_or_row: Any, data: Data, *, version: int | None = None) -> M: ...

    @overload
    def update(
        self, key_or_row: Any, data: Data, *, version: int | None = None, into: type[S]
    ) -> S: ...

    def update(
        self,
        key_or_row: Any,
        data: Data,
        *,
        version: int | None = None,
        into: type[S] | None = None,
    ) -> M | S:
        """Change the fields that were sent, and no others; `tag_ids` sets a many-to-many relationship by keys.

        By key it is one statement (`UPDATE ... RETURNING`), two where the database has none or the model's validators
        need the whole row. A row that is at hand is changed and written.

        Args:
            key_or_row: the primary key, a tuple when it is composite; or the row.
            data: a schema, of which the fields that were sent count, or a mapping.
            version: for a `Versioned` model, the version that the change was made for.
            into: the schema to answer with, instead of an instance.

        Raises:
            NotFound: there is no such row that this session may see.
            InvalidQuery: the row at hand is not of this session.
            StaleUpdate: somebody else changed the row in the meantime.
            pydantic.ValidationError: a value is not valid; the row is as it was.
            Conflict, InvalidValue: as for `create`; InvalidValue also for a new key or owner.
        """
        values = changes.sent(self.model, data)
        values = links.to_change(self.session, self.model, values)
        if into is None:
            return self._updated(key_or_row, values, version)
        direct = values and self._fit_one_update(key_or_row, values)
        writes = writes_of(self.session, self.model, into) if direct else None
        if writes is None or self._knows_rows():
            return InstanceReads(into, self).shown(self._updated(key_or_row, values, version))
        checked = validation.validated(self.model, values)
        shown = writes.update(key_or_row, checked, version)
        if shown is None:
            raise self._missed(key_or_row, version)
        return shown

    def _updated(self, key_or_row: Any, values: dict[str, Any], version: int | None) -> M:
        if values and self._fit_one_update(key_or_row, values):
            return self._update_directly(key_or_row, values, version)
        row: M = self._row(key_or_row)
        if version is not None and getattr(row, "version", version) != version:
            raise stale()
        validation.assign(row, values)
        self.session.flush()
        settle([row], self._dialect)
        return row

    def _row(self, key_or_row: Any) -> M:
        """The row, which this session writes; of one that it does not have, nothing would be written."""
        if not isinstance(key_or_row, self.model):
            return self.get(key_or_row)
        if key_or_row not in self.session:
            raise InvalidQuery(
                f"The {self.model.__name__} to change is not of this session.",
                remedy="Pass its key, or bring it in with session.merge(row).",
            )
        return key_or_row

    def _update_directly(self, key: Any, values: dict[str, Any], version: int | None) -> M:
        where = statements.by_key(self.model, key)
        checked = validation.validated(self.model, values)
        statement = statements.changing(self.model, where, checked, version=version)
        row: M | None = self.session.scalars(statement).one_or_none()
        if row is None:
            raise self._missed(key, version)
        return row

    def _missed(self, key: Any, version: int | None) -> DataError:
        """Why a change found no row."""
        if version is not None and self.exists(statements.by_key(self.model, key)):
            return stale()
        return self._not_found()

    def _fit_one_update(self, key_or_row: Any, values: dict[str, Any]) -> bool:
        at_hand = isinstance(key_or_row, self.model)
        return not at_hand and changes.fit_one_statement(self.model, values, self._dialect)

    def _knows_rows(self) -> bool:
        """Whether the session has instances, which must see what is written."""
        return any(isinstance(row, self.model) for row in self.session.identity_map.values())
