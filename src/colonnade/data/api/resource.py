"""What the routes of one model do, as functions of a session."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import SQLModel

from colonnade.data import changes
from colonnade.data.api.links import Links, links_of, resolved
from colonnade.data.api.listing import Listing, Query
from colonnade.data.plan import plan_of
from colonnade.data.crud import Crud
from colonnade.data.page import Page
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
        found = Crud(self.model, session).page(*query.where, **query.page, load=self._plan)
        return replace(found, items=self._shown_all(found.items))

    def get(self, session: Session, key: Any) -> BaseModel:
        """One row as the response shows it."""
        return self._shown(Crud(self.model, session).get(key, load=self._plan))

    def make(self, session: Session, data: BaseModel) -> tuple[BaseModel, SQLModel]:
        """Insert a row; what the response shows, and the row."""
        crud = Crud(self.model, session)
        row = crud.create(resolved(session, self._links_to_make, changes.given(data)))
        return self._shown(self._loaded(crud, row)), row

    def change(self, session: Session, key: Any, data: BaseModel) -> BaseModel:
        """Change the fields that were sent."""
        crud = Crud(self.model, session)
        sent = resolved(session, self._links_to_change, changes.sent(self.model, data))
        return self._shown(self._loaded(crud, crud.update(key, sent)))

    def remove(self, session: Session, key: Any) -> None:
        """Delete a row; a `SoftDeleted` one stays in its table."""
        Crud(self.model, session).delete(key)

    def restore(self, session: Session, key: Any) -> BaseModel:
        """Bring a soft-deleted row back."""
        crud = Crud(self.model, session)
        return self._shown(self._loaded(crud, crud.restore(key)))

    @cached_property
    def _plan(self) -> list[ORMOption]:
        return plan_of(self.model, self.public)

    @cached_property
    def _links_to_make(self) -> Links:
        return links_of(self.model, self.create)

    @cached_property
    def _links_to_change(self) -> Links:
        return links_of(self.model, self.update)

    @cached_property
    def _one(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.public)

    @cached_property
    def _many(self) -> TypeAdapter[Any]:
        return TypeAdapter(list[self.public])  # type: ignore[name-defined]

    def _loaded(self, crud: Crud[Any], row: SQLModel) -> SQLModel:
        """The row with the relationships that the response shows."""
        if not self._plan:
            return row
        key = tuple(getattr(row, column.key) for column in key_columns(self.model))
        loaded: SQLModel = crud.get(key if len(key) > 1 else key[0], load=self._plan)
        return loaded

    def _shown(self, row: SQLModel) -> BaseModel:
        shown: BaseModel = _validated(self._one, row)
        return shown

    def _shown_all(self, rows: Sequence[Any]) -> list[Any]:
        shown: list[Any] = _validated(self._many, rows)
        return shown


def _validated(adapter: TypeAdapter[Any], value: Any) -> Any:
    try:
        return adapter.validate_python(value, from_attributes=True)
    except ValidationError as error:
        # The client sent nothing wrong: the schema of the response does not fit the rows.
        raise TypeError(
            f"A row does not fit its response: {error.errors(include_input=False)}"
        ) from None
