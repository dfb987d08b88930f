"""What the routes of one model do, as functions of a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import tuple_
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import SQLModel

from colonnade.data.api.etag import etag_of, precondition, version_name, wanted
from colonnade.data.api.keys import key_names
from colonnade.data.api.listing import Listing, Query
from colonnade.data.api.shown import with_fields
from colonnade.data.compiled.answers import answers
from colonnade.data.crud import Crud
from colonnade.data.page import Page
from colonnade.data.plan import plan_of
from colonnade.data.statements import key_columns
from colonnade.data.traits.soft_deleted import SoftDeleted


@dataclass(frozen=True)
class Resource:
    """A model and its schemas.

    Attributes:
        model: the table's class.
        create: what a new row is made from.
        update: what a row is changed by; the fields that were sent count.
        public: what a response shows.
    """

    model: type[SQLModel]
    create: type[BaseModel]
    update: type[BaseModel]
    public: type[BaseModel]

    @cached_property
    def listing(self) -> Listing:
        """What its lists can be asked for."""
        return Listing(self.model, self.public)

    @cached_property
    def soft_deleted(self) -> bool:
        """Whether deleted rows can be restored."""
        return issubclass(self.model, SoftDeleted)

    def page(self, session: Session, query: Query) -> Page[Any]:
        """A page of rows as the response shows them; one statement, and one for each collection."""
        return Crud(self.model, session).page(*query.where, **query.page, into=self.public)

    @cached_property
    def version(self) -> str | None:
        """The field that counts versions, for a `Versioned` model."""
        return version_name(self.model)

    def etag(self, shown: BaseModel) -> dict[str, str]:
        """The headers that say which version is shown."""
        return {} if self.version is None else {"ETag": etag_of(getattr(shown, self.version))}

    def get(self, session: Session, key: Any) -> BaseModel:
        """One row as the response shows it, with its key and its version."""
        return Crud(self.model, session).get(key, into=self._shown)

    def make(self, session: Session, data: BaseModel) -> BaseModel:
        """Insert a row."""
        return Crud(self.model, session).create(data, into=self._shown)

    def make_many(self, session: Session, rows: Sequence[BaseModel]) -> list[Any]:
        """Insert rows, all or none; what the response shows, in the same order."""
        crud = Crud(self.model, session)
        return answers(self.public, self._all_loaded(crud, crud.create_many(rows)))

    def change(
        self, session: Session, key: Any, data: BaseModel, match: str | None = None
    ) -> BaseModel:
        """Change the fields that were sent, if the row has the version that `match` names."""
        crud = Crud(self.model, session)
        with precondition(match):
            version = self._wanted(crud, key, match)
            return crud.update(key, data, version=version, into=self._shown)

    def remove(self, session: Session, key: Any, match: str | None = None) -> None:
        """Delete a row, if it has the version that `match` names; a `SoftDeleted` one stays in its table."""
        crud = Crud(self.model, session)
        with precondition(match):
            crud.delete(key, version=self._wanted(crud, key, match))

    def restore(self, session: Session, key: Any) -> BaseModel:
        """Bring a soft-deleted row back."""
        crud = Crud(self.model, session)
        crud.restore(key)
        return crud.get(key, into=self._shown)

    @cached_property
    def _plan(self) -> list[ORMOption]:
        return plan_of(self.model, self.public)

    @cached_property
    def _shown(self) -> type[BaseModel]:
        """What the response shows, and what its headers are made of."""
        return with_fields(self.public, self.model, (*key_names(self.model), self.version))

    @cached_property
    def one(self) -> TypeAdapter[Any]:
        """Writes a row as JSON, and nothing that `public` does not show."""
        return TypeAdapter(self.public)

    @cached_property
    def many(self) -> TypeAdapter[Any]:
        """Writes rows as JSON."""
        return TypeAdapter(list[self.public])  # type: ignore[name-defined]

    @cached_property
    def pages(self) -> TypeAdapter[Any]:
        """Writes a page as JSON."""
        return TypeAdapter(Page[self.public])  # type: ignore[name-defined]

    def _wanted(self, crud: Crud[Any], key: Any, match: str | None) -> int | None:
        return wanted(match, lambda: getattr(crud.get(key), self.version or ""))

    def _all_loaded(self, crud: Crud[Any], rows: list[SQLModel]) -> list[SQLModel]:
        """The rows with the relationships that the response shows: one statement, and one for each collection."""
        if self._plan and rows:
            columns = key_columns(self.model)
            keys = [tuple(getattr(row, column.key) for column in columns) for row in rows]
            crud.list(tuple_(*columns).in_(keys), load=self._plan)
        return rows
