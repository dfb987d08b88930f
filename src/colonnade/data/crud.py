"""`Crud[M]`: the everyday operations on one model, each in as few statements as it takes."""

import builtins
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from colonnade.data import statements
from colonnade.data.page import Page
from colonnade.data.statements import Where
from colonnade.data.traits.soft_deleted import SoftDeleted
from colonnade.data.traits.timestamped import utc_now
from colonnade.errors import NotFound

M = TypeVar("M", bound=SQLModel)
Data = BaseModel | Mapping[str, Any]
"""What a row is made or changed from: a schema or a mapping."""


class Crud(Generic[M]):
    """Reads and writes rows of one model in a session.

    Args:
        model: the table's class.
        session: from `Database.session`.
    """

    def __init__(self, model: type[M], session: Session) -> None:
        self.model = model
        self.session = session

    def get(self, key: Any, *, load: Sequence[Any] = ()) -> M:
        """The row with this key, in one statement and one more for each collection in `load`.

        Args:
            key: the primary key; a tuple when it is composite.
            load: relationships to load along.

        Raises:
            NotFound: there is none that this session may see.
        """
        found = self.get_or_none(key, load=load)
        if found is None:
            raise NotFound(f"{self.model.__name__} not found.")
        return found

    def get_or_none(self, key: Any, *, load: Sequence[Any] = ()) -> M | None:
        """As `get`, with None for a row that is not there."""
        where = statements.by_key(self.model, key)
        found: M | None = self.session.scalars(
            statements.reading(self.model, where, load=load)
        ).one_or_none()
        return found

    def list(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        limit: int | None = None,
        load: Sequence[Any] = (),
    ) -> builtins.list[M]:
        """The rows that meet all conditions."""
        statement = statements.reading(self.model, *where, load=load).limit(limit)
        return [*self.session.scalars(statement)]

    def page(
        self,
        *where: Where,
        sort: str | Sequence[str] = (),
        size: int = 20,
        after: str | None = None,
        total: bool = False,
        search: str | None = None,
        load: Sequence[Any] = (),
    ) -> Page[M]:
        """One page of the rows that meet all conditions."""
        items = self.list(*where, sort=sort, limit=size, load=load)
        return Page(items, total=self.count(*where) if total else None)

    def count(self, *where: Where) -> int:
        """How many rows meet all conditions."""
        return int(self.session.scalars(statements.counting(self.model, *where)).one())

    def exists(self, *where: Where) -> bool:
        """Whether a row meets all conditions."""
        return bool(self.session.scalars(statements.checking(self.model, *where)).one())

    def create(self, data: Data) -> M:
        """Insert a row, in one statement.

        Raises:
            pydantic.ValidationError: a value is not valid.
            UniqueViolation, ForeignKeyViolation, InvalidValue: the database refuses it.
        """
        row = self._made(data)
        self.session.add(row)
        self.session.flush()
        return row

    def create_many(self, rows: Iterable[Data]) -> builtins.list[M]:
        """Insert rows, in batches."""
        made = [self._made(data) for data in rows]
        self.session.add_all(made)
        self.session.flush()
        return made

    def update(self, key_or_row: Any, data: Data) -> M:
        """Change the fields that were sent."""
        row: M = key_or_row if isinstance(key_or_row, self.model) else self.get(key_or_row)
        row.sqlmodel_update(data)  # type: ignore[arg-type]
        self.session.flush()
        return row

    def delete(self, key: Any) -> None:
        """Delete the row; a `SoftDeleted` one stays in the table and out of sight."""
        row = self.get(key)
        if isinstance(row, SoftDeleted):
            row.deleted_at = utc_now()
        else:
            self.session.delete(row)
        self.session.flush()

    def restore(self, key: Any) -> M:
        """Bring a soft-deleted row back."""
        where = statements.by_key(self.model, key)
        statement = statements.reading(self.model, where)
        row: M | None = self.session.scalars(
            statement, execution_options={"include_deleted": True}
        ).one_or_none()
        if row is None or not isinstance(row, SoftDeleted):
            raise NotFound(f"{self.model.__name__} not found.")
        row.deleted_at = None
        self.session.flush()
        return row

    def _made(self, data: Data) -> M:
        sent = data.model_dump(exclude_unset=True) if isinstance(data, BaseModel) else data
        return self.model.model_validate(sent)
