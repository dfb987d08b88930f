"""`Removals[M]`: rows that go, come back, and go for good."""

from datetime import timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import inspect
from sqlmodel import SQLModel

from colonnade.data import deletion
from colonnade.data.crud import changes
from colonnade.data.crud.bound import Bound
from colonnade.data.models.mapped import mapper_of
from colonnade.data.queries import statements
from colonnade.data.queries.page import refuse_limit
from colonnade.data.sessions.session import INCLUDE_DELETED
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.data.translation import stale
from colonnade.errors import InvalidQuery

M = TypeVar("M", bound=SQLModel)


class Removals(Bound[M], Generic[M]):
    """What `Crud` does to rows that go."""

    def delete(self, key: Any, *, version: int | None = None) -> None:
        """Delete a row, in one statement; a `SoftDeleted` one stays in its table and out of sight.

        With a `SoftDeleted` row go the living `SoftDeleted` rows below it, along foreign keys that say
        `ondelete="CASCADE"`: one more UPDATE for each of their tables. All get the same `deleted_at`, by which `restore`
        knows them. Rows below that are not `SoftDeleted` stay as they are until `purge`.

        Args:
            key: the primary key; a tuple when it is composite.
            version: for a `Versioned` model, the version that the row must still have.

        Raises:
            NotFound: there is no such row that this session may see.
            StaleUpdate: it has another version.
            ForeignKeyViolation: other rows still point at it, by a foreign key that says RESTRICT or nothing. Of a
                `SoftDeleted` row that goes for living rows only.
        """
        if issubclass(self.model, SoftDeleted):
            gone = self._is_of_model(key) and deletion.mark_deleted(
                self.session, self._unit(key), version=version
            )
        else:
            gone = self._really_deleted(key, version)
        if not gone:
            there = version is not None and self._is_there(key)
            raise stale() if there else self._not_found()

    def restore(self, key: Any) -> M:
        """Bring a soft-deleted row back, and with it exactly the rows that were deleted with it.

        Three statements, and one more for each table below.

        Args:
            key: the primary key; a tuple when it is composite.

        Raises:
            NotFound: no row with this key is deleted.
            ForeignKeyViolation: the row that it belongs to is deleted.
            UniqueViolation: another row has taken its unique value.
        """
        self._check_soft_deleted()
        if not (self._is_of_model(key) and deletion.unmark(self.session, self._unit(key))):
            raise self._not_found()
        row: M = self.session.scalars(
            statements.reading(self.model, statements.by_key(self.model, key))
        ).one()
        return row

    def purge(self, *, older_than: timedelta, limit: int = 1000) -> int:
        """Really delete rows that were deleted longer ago than this, the oldest first.

        The database deletes what is below them along `ondelete="CASCADE"`. Rows that others still point at by another
        foreign key stay until those are gone. `Database.purge` calls this until nothing is left, in units of their own.

        Args:
            older_than: how long a deleted row is kept.
            limit: at most so many rows.

        Returns:
            How many rows there were.

        Raises:
            InvalidQuery: the model is not soft-deleted, or the limit is less than one.
        """
        self._check_soft_deleted()
        refuse_limit(limit)
        return deletion.purge(self.session, self.model, older_than, limit)

    def _really_deleted(self, key: Any, version: int | None) -> bool:
        where = statements.by_key(self.model, key)
        column = inspect(self.model).version_id_col
        if version is not None and column is not None:
            where = where & (column == version)
        if not changes.cascades_in_session(self.model):
            result: Any = self.session.execute(statements.deleting(self.model, where))
            return bool(result.rowcount)
        row = self.session.scalars(statements.reading(self.model, where)).one_or_none()
        if row is not None:
            self.session.delete(row)
            self.session.flush()
        return row is not None

    def _is_there(self, key: Any, **options: Any) -> bool:
        where = statements.by_key(self.model, key)
        asking = statements.checking(self.model, where)
        return bool(self.session.scalars(asking, execution_options=options).one())

    def _unit(self, key: Any) -> "deletion.Unit":
        """The row with what is below it; the mark is in the first table of a model that inherits."""
        base = mapper_of(self.model).base_mapper.class_
        return deletion.Unit(base, statements.key_parts(self.model, key))

    def _is_of_model(self, key: Any) -> bool:
        """Whether a row of the first table is one of this model, deleted or not."""
        return mapper_of(self.model).inherits is None or self._is_there(
            key, **{INCLUDE_DELETED: True}
        )

    def _check_soft_deleted(self) -> None:
        if not issubclass(self.model, SoftDeleted):
            raise InvalidQuery(f"{self.model.__name__} is not soft-deleted.")
