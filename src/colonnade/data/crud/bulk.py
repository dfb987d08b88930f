"""`Bulk[M]`: many rows at a time, in statements that do not grow with their number."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import delete, inspect, select, update
from sqlmodel import SQLModel

from colonnade.data.crud import changes
from colonnade.data.crud.bound import Bound
from colonnade.data.crud.changes import Data
from colonnade.data.crud.removals import Removals
from colonnade.data.crud.rows import alike, table_of
from colonnade.data.models import validation
from colonnade.data.queries import statements
from colonnade.data.queries.statements import Where
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.data.traits.timestamped import utc_now
from colonnade.errors import InvalidQuery, NotFound

if TYPE_CHECKING:
    from colonnade.data.crud.upserts import Upsert

M = TypeVar("M", bound=SQLModel)


class Bulk(Bound[M], Generic[M]):
    """What `Crud` does to many rows."""

    def update_many(self, *where: Where, values: Data) -> int:
        """Change the fields that were sent in all rows that meet the conditions: one statement.

        Where the model's own validators need whole rows, or a listener wants to see each change, the rows are loaded
        and changed one by one.

        Args:
            where: conditions; `True` alone means all rows.
            values: a schema, of which the fields that were sent count, or a mapping.

        Returns:
            How many rows were changed.

        Raises:
            InvalidQuery: there is no condition.
            pydantic.ValidationError: a value is not valid; nothing is changed.
            Conflict, InvalidValue: as for `update`; a value is an expression of SQL, which an `update()` may set.
        """
        self._refuse_no_condition(where)
        sent = changes.sent(self.model, values)
        if not sent:
            return 0
        changes.refuse_expressions(self.model, sent)
        if changes.needs_row(self.model, sent) or changes.needs_key(self.model, sent):
            return self._update_each(where, sent)
        return self._update(where, validation.validated(self.model, sent))

    def delete_many(self, *where: Where) -> int:
        """Delete all rows that meet the conditions: one statement; `SoftDeleted` ones stay in their table.

        Where rows below go along, or a listener wants to see each deletion, the rows are deleted one by one.

        Args:
            where: conditions; `True` alone means all rows.

        Returns:
            How many rows were deleted.

        Raises:
            InvalidQuery: there is no condition.
            ForeignKeyViolation: other rows still point at one of them.
        """
        self._refuse_no_condition(where)
        if issubclass(self.model, SoftDeleted):
            from colonnade.data.deletion.edges import graph_of

            if not graph_of(self.model).stands_alone(table_of(self.model)):
                return self._delete_each(where)
            return self._update(where, {"deleted_at": utc_now()})
        if changes.cascades_in_session(self.model):
            return self._delete_each(where)
        conditions: Sequence[Any] = where
        return self._number(delete(self.model).where(*conditions))

    def upsert(self, data: Data, *, on: Sequence[Any]) -> M:
        """Insert a row, or change the fields that were sent in the row that is there already.

        One statement, `INSERT ... ON CONFLICT DO UPDATE ... RETURNING`; on MariaDB and MySQL two.

            tags.upsert({"name": "urgent", "colour": "red"}, on=[Tag.user_id, Tag.name])

        Args:
            data: a schema or a mapping; a valid new row.
            on: the attributes of a unique key, by which the row is found. `data` has them all, but for the owner's.

        Raises:
            pydantic.ValidationError: a value is not valid.
            InvalidQuery: `on` is not a unique key of the model.
            UniqueViolation: another row has these values, and is another owner's, or deleted, or in conflict by
                another key; nothing is changed.
            Conflict, InvalidValue: as for `create`.
        """
        from colonnade.data.crud import upserts  # with the first one, not with the models

        row: M = upserts.one(self.session, self._upsert(on), data)
        return row

    def upsert_many(self, rows: Iterable[Data], *, on: Sequence[Any]) -> int:
        """As `upsert`, for many rows: all of them or none, in batches of 5,000.

        Rows that the session already has in memory are not read again.

        Args:
            rows: schemas or mappings, each a valid new row; a generator is consumed batch by batch.
            on: the attributes of a unique key.

        Returns:
            How many rows were inserted or changed.

        Raises:
            InvalidValue: two rows have the same values for `on`.
            pydantic.ValidationError, InvalidQuery, UniqueViolation, Conflict: as for `upsert`.
        """
        from colonnade.data.crud import copying, upserts

        upsert, number = self._upsert(on), 0
        with self.session.begin_nested():
            for batch in copying.in_batches(rows):
                upserts.many(self.session, upsert, batch)
                number += len(batch)
        return number

    def bulk_create(self, rows: Iterable[Data]) -> int:
        """Insert rows without making an instance of each: in batches of 5,000, on PostgreSQL by COPY.

        For imports. It is many times faster than `create_many`, which gives the rows back. A generator is consumed
        batch by batch, so memory stays flat. Listeners to the mapper's events hear nothing.

        Args:
            rows: schemas or mappings, validated as for `create`.

        Returns:
            How many rows were inserted.

        Raises:
            pydantic.ValidationError, Conflict, InvalidValue: as for `create`. Leave the unit of work with the error,
                so that it takes back the batches before.
        """
        from colonnade.data.crud import batches, copying

        number = 0
        self.session.flush()
        for batch in copying.in_batches(rows):
            for group in alike(batches.values_of_all(self.model, batch)):
                copying.insert_rows(self.session.connection(), self.model, group)
            number += len(batch)
        return number

    def _upsert(self, on: Sequence[Any]) -> "Upsert":
        if not isinstance(on, Sequence) or not all(hasattr(one, "key") for one in on):
            raise InvalidQuery(
                "The unique key of an upsert is a list of attributes.",
                remedy="As in on=[Tag.user_id, Tag.name].",
            )
        from colonnade.data.crud.upserts import Upsert

        names = tuple(attribute.key for attribute in on)
        return Upsert(self.model, names, self._dialect.name)

    def _update(self, where: Sequence[Any], values: dict[str, Any]) -> int:
        column = inspect(self.model).version_id_col
        counted = {} if column is None else {column.key: column + 1}
        return self._number(update(self.model).where(*where).values({**values, **counted}))

    def _update_each(self, where: Sequence[Where], values: dict[str, Any]) -> int:
        rows = self.session.scalars(statements.reading(self.model, *where)).all()
        for row in rows:
            validation.assign(row, values)
        self.session.flush()
        return len(rows)

    def _delete_each(self, where: Sequence[Any]) -> int:
        columns = statements.key_columns(self.model)
        keys = self.session.execute(select(*columns).where(*where)).all()
        removals = Removals(self.model, self.session)
        for key in keys:
            with suppress(NotFound):  # it went along with a row before it
                removals.delete(tuple(key))
        return len(keys)

    def _number(self, statement: Any) -> int:
        result: Any = self.session.execute(statement)
        return int(result.rowcount)

    def _refuse_no_condition(self, where: Sequence[Where]) -> None:
        if not where:
            raise InvalidQuery(
                f"No condition says which rows of {self.model.__name__} are meant.",
                remedy="Pass one, or True for all rows.",
            )
