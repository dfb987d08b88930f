"""What the admin page shows and writes of a model: SQLAdmin's view of it, with `Crud` for what is written."""

from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqladmin import ModelView
from sqladmin.helpers import object_identifier_values
from sqlalchemy import Column, String, inspect
from sqlalchemy.orm import Mapper, RelationshipDirection, RelationshipProperty, Session
from sqlmodel import AutoString, SQLModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from colonnade.data.api.derived import derived_schema, guarded_and_required
from colonnade.data.crud.crud import Crud
from colonnade.data.crud.links import links_of
from colonnade.data.models.declaration import OWNER as LEADS_TO_OWNER
from colonnade.data.models.sensitive import is_guarded, is_sensitive
from colonnade.data.sessions.database import Database

OWNER: ContextVar[Any] = ContextVar("owner of the admin page's sessions")
"""Who asks, for the request at hand; threads of the request see it as well."""


class Sessions:
    """What SQLAdmin makes its sessions with: units of work of the owner who asks.

    Args:
        db: the database.
        include_deleted: whether soft-deleted rows are in sight.
    """

    class_ = Session

    def __init__(self, db: Database, *, include_deleted: bool = False) -> None:
        self.db = db
        self.include_deleted = include_deleted

    def configure(self, **_: object) -> None:
        """Nothing: a unit of work is as the database makes it."""

    def __call__(self, **_: object) -> Any:
        return self.db.session(owner=OWNER.get(), include_deleted=self.include_deleted)


class RowsView(ModelView):
    """A model on the page. What it writes goes through `Crud`, in one unit of work for each row."""

    async def insert_model(self, request: Request, data: dict[str, Any]) -> Any:
        return await run_in_threadpool(self._insert, self._values(data))

    async def update_model(self, request: Request, pk: str, data: dict[str, Any]) -> Any:
        keys = {column.key for column in self.pk_columns}
        values = self._values(data)
        kept = {name: value for name, value in values.items() if name not in keys | _owners(self)}
        return await run_in_threadpool(self._update, self._key(pk), kept)

    async def delete_model(self, request: Request, pk: Any) -> None:
        await run_in_threadpool(self._delete, self._key(pk))

    async def get_object_filepath(self, identifier: str, column_name: str) -> Path:
        shown = column_name in self.get_details_columns()
        if not shown or await self.get_object_for_delete(identifier) is None:
            raise HTTPException(404)
        return await super().get_object_filepath(identifier, column_name)

    def _stmt_by_identifier(self, identifier: str) -> Any:
        self._key(identifier)  # SQLAdmin does not expect that it may be none
        return super()._stmt_by_identifier(identifier)

    def _insert(self, values: dict[str, Any]) -> Any:
        given = {n: v for n, v in values.items() if v is not None or n not in _owners(self)}
        with self.session_maker() as session:
            return Crud(self.model, session).create(given)

    def _update(self, key: Any, values: dict[str, Any]) -> Any:
        with self.session_maker() as session:
            return Crud(self.model, session).update(key, values)

    def _delete(self, key: Any) -> None:
        with self.session_maker() as session:
            Crud(self.model, session).delete(key)

    def _key(self, identifier: str) -> Any:
        try:
            values = tuple(object_identifier_values(identifier, self.model))
        except ValueError:
            raise HTTPException(404) from None
        return values[0] if len(values) == 1 else values

    def _values(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the form says, by the names of columns; an empty input of a nullable column is NULL."""
        mapper: Mapper[Any] = inspect(self.model)
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name in mapper.relationships:
                values |= _chosen(mapper.relationships[name], value)
            else:
                nullable = mapper.columns[name].nullable
                values[name] = None if nullable and value in ("", None) else value
        return values


def view_of(model: type[SQLModel]) -> type[RowsView]:
    """The view of a model: shown is what its derived `Public` shows, written what its `Create` takes."""
    written, chosen = _written(model)
    options: dict[str, Any] = {
        **columns_of(model),
        "form_columns": [*written, *chosen],
        "form_include_pk": True,  # the columns above are those that are written, keys among them
        "form_args": {n: {"allow_blank": True} for n, one in chosen.items() if _stamps(one)},
        "form_ajax_refs": {n: ref for n, one in chosen.items() if (ref := _searched(one))},
        "can_create": not _hidden_and_required(model),
        "can_import": False,
    }
    return type(f"{model.__name__}Admin", (RowsView,), options, model=model)


def columns_of(model: type[SQLModel]) -> dict[str, Any]:
    """Which columns are shown, sorted by, searched and exported: those of the derived `Public`."""
    mapper: Mapper[Any] = inspect(model)
    public = derived_schema(model, "Public").model_fields
    shown = [key for key, _ in mapper.columns.items() if key in public]
    kinds = ("column_list", "column_details_list", "column_export_list", "column_sortable_list")
    texts = [name for name in shown if _is_text(mapper.columns[name])]
    return {**dict.fromkeys(kinds, shown), "column_searchable_list": texts}


def _written(model: type[SQLModel]) -> tuple[list[str], dict[str, RelationshipProperty[Any]]]:
    """The columns that a form writes, and the rows that it chooses: in place of their keys, and for many-to-many."""
    single = {
        relation.key: relation
        for relation in inspect(model).relationships
        if relation.direction is RelationshipDirection.MANYTOONE
        and not relation.viewonly
        and not any(is_guarded(model, column.key) for column in relation.local_columns)
    }
    many = {one.key: one for one in links_of(model).values() if not is_guarded(model, one.key)}
    chosen = single | many
    columns = {column.key for one in single.values() for column in one.local_columns}
    names = derived_schema(model, "Create").model_fields
    return [n for n in names if n not in columns and not is_sensitive(model, n)], chosen


def _hidden_and_required(model: type[SQLModel]) -> bool:
    """Whether a new row needs what no form may show."""
    fields = derived_schema(model, "Create").model_fields.items()
    hidden = (field.is_required() for name, field in fields if is_sensitive(model, name))
    return any(hidden) or bool(guarded_and_required(model))


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String | AutoString)


def _searched(relation: RelationshipProperty[Any]) -> dict[str, Any] | None:
    """How rows to choose are searched, so that a form need not list them all: by a text, in the order of the key."""
    target = relation.mapper
    texts = [
        attribute.key
        for attribute in target.column_attrs
        if _is_text(target.columns[attribute.key])
        and not is_sensitive(target.class_, attribute.key)
    ]
    keys = [target.get_property_by_column(column).key for column in target.primary_key]
    return {"fields": texts, "order_by": keys} if texts and len(keys) == 1 else None


def _stamps(relation: RelationshipProperty[Any]) -> bool:
    """Whether the session fills the key in."""
    return any(LEADS_TO_OWNER in column.info for column in relation.local_columns)


def _owners(view: RowsView) -> set[str]:
    """The columns that the session fills with its owner."""
    mapper: Mapper[Any] = inspect(view.model)
    return {
        key for key, column in mapper.columns.items() if column.info.get(LEADS_TO_OWNER) == "by"
    }


def _chosen(relation: RelationshipProperty[Any], value: Any) -> dict[str, Any]:
    """What `Crud` takes for the rows that were chosen: the columns of a foreign key, or keys of linked rows."""
    if relation.secondary is None:
        return _foreign_key(relation, value)
    model: type[SQLModel] = relation.parent.class_
    name = next(name for name, one in links_of(model).items() if one.key == relation.key)
    target = relation.mapper.class_
    return {name: [object_identifier_values(str(one), target)[0] for one in value or ()]}


def _foreign_key(relation: RelationshipProperty[Any], identifier: Any) -> dict[str, Any]:
    """The columns of a foreign key that lead to the row that was chosen."""
    target, pairs = relation.mapper, relation.local_remote_pairs or []
    chosen = object_identifier_values(str(identifier), target.class_) if identifier else []
    values = dict(zip(target.primary_key, chosen, strict=False))
    mapper = relation.parent
    return {mapper.get_property_by_column(here).key: values.get(there) for here, there in pairs}
