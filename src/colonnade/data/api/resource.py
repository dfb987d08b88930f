"""What the routes of one model do, as functions of a session."""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from fastapi import Response
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import SQLModel

from colonnade.data.api.etag import etag_of, is_known, precondition, version_name, wanted
from colonnade.data.api.keys import key_names, path_of_key
from colonnade.data.api.listing import Listing, Query
from colonnade.data.api.shown import with_fields, written
from colonnade.data.compiled.json.reads import Row, json_reads
from colonnade.data.compiled.json.writes import json_insert
from colonnade.data.crud import changes, links
from colonnade.data.crud.crud import Crud
from colonnade.data.history.entries import HistoryEntry
from colonnade.data.queries.page import Page
from colonnade.data.queries.plan import load_for
from colonnade.data.traits.soft_deleted import SoftDeleted

Shown = BaseModel | Row
"""A row as it is shown: in the schema, or as JSON that the database wrote."""


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

    def page(self, session: Session, query: Query) -> bytes:
        """A page of rows as the response shows them, as JSON.

        One statement where the database writes it itself; otherwise one more for each collection.
        """
        crud, reads = Crud(self.model, session), json_reads(session, self.model, self.public)
        if reads is not None:
            return reads.page_of(*crud._asked(*query.where, **query.page))
        page = crud.page(*query.where, **query.page, into=self.public)
        return self.pages.dump_json(page, by_alias=True)

    @cached_property
    def version(self) -> str | None:
        """The field that counts versions, for a `Versioned` model."""
        return version_name(self.model)

    def etag(self, shown: Shown) -> dict[str, str]:
        """The headers that say which version is shown."""
        return {} if self.version is None else {"ETag": etag_of(self._version_of(shown))}

    @cached_property
    def is_versioned_whole(self) -> bool:
        """Whether a row of the same version shows the same: it shows no other rows, which change by themselves."""
        return self.version is not None and not self.plan

    def is_known(self, shown: Shown, header: str | None) -> bool:
        """Whether an `If-None-Match` header names the version that is shown."""
        return header is not None and is_known(header, self._version_of(shown))

    def get(self, session: Session, key: Any) -> Shown:
        """One row as the response shows it, with its version."""
        besides = () if self.version is None else (self.version,)
        crud, reads = (
            Crud(self.model, session),
            json_reads(session, self.model, self.public, besides),
        )
        if reads is None:
            return crud.get(key, into=self._shown)
        found = reads.row_of(key)
        if found is None:
            raise crud._not_found()
        return found

    def _version_of(self, shown: Shown) -> int:
        found: int = _value_of(shown, self.version or "")
        return found

    def path_of(self, shown: Shown) -> str:
        """The path of a row below that of its list."""
        return path_of_key(self.model, partial(_value_of, shown))

    @cached_property
    def with_history(self) -> bool:
        """Whether what happened to its rows is kept."""
        return getattr(self.model, "__history__", False)

    def history(self, session: Session, key: Any, size: int, after: str | None) -> Page[Any]:
        """What happened to a row, of the fields that the response shows."""
        page = Crud(self.model, session).history(key, size=size, after=after)
        return replace(page, items=[self._of_public(entry) for entry in page.items])

    def _of_public(self, entry: HistoryEntry) -> HistoryEntry:
        old, new = (
            {name: value for name, value in values.items() if name in self.public.model_fields}
            for values in (entry.old, entry.new)
        )
        return replace(entry, old=old, new=new)

    def make(self, session: Session, data: BaseModel) -> Shown:
        """Insert a row; nothing else may follow in its unit, which may be committed with it."""
        (values,) = links.to_make(session, self.model, [changes.given(data)])
        if changes.fit_one_insert(self.model, values, session.get_bind().dialect):
            insert = json_insert(session, self.model, self.public, self._besides)
            made = None if insert is None else insert.insert(values)
            if made is not None:
                return made
        return Crud(self.model, session).create(values, into=self._shown)

    @cached_property
    def _besides(self) -> tuple[str, ...]:
        """What the headers of a new row are made of."""
        version = () if self.version is None else (self.version,)
        return (*key_names(self.model), *version)

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
    def plan(self) -> list[ORMOption]:
        """How the relationships that the response shows are loaded along."""
        return load_for(self.model, self.public)

    @cached_property
    def _shown(self) -> type[BaseModel]:
        """What the response shows, and what its headers are made of."""
        return with_fields(self.public, self.model, (*key_names(self.model), self.version))

    @cached_property
    def one(self) -> TypeAdapter[Any]:
        """Writes a row as JSON, and nothing that `public` does not show."""
        return TypeAdapter(self.public)

    def row(self, response: Response, shown: Shown, status: int = 200) -> Response:
        """The response that shows a row, with its version as `ETag`."""
        if self.version is not None:
            response.headers.update(self.etag(shown))
        if isinstance(shown, Row):
            return written(response, shown.json, status)
        return written(response, self.one.dump_json(shown, by_alias=True), status)

    def unchanged(self, response: Response, shown: Shown) -> Response:
        """The response to a client that knows the row as it is."""
        made = Response(status_code=304, headers=self.etag(shown))
        made.raw_headers.extend(response.raw_headers)
        return made

    @cached_property
    def pages(self) -> TypeAdapter[Any]:
        """Writes a page as JSON."""
        return TypeAdapter(Page[self.public])  # type: ignore[name-defined]

    def _wanted(self, crud: Crud[Any], key: Any, match: str | None) -> int | None:
        return wanted(match, lambda: getattr(crud.get(key), self.version or ""))


def _value_of(shown: Shown, name: str) -> Any:
    return shown.values[name] if isinstance(shown, Row) else getattr(shown, name)
