"""Schemas made from a table's class, where the application gives none."""

from typing import Any, Literal

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo
from sqlalchemy import inspect
from sqlmodel import SQLModel

from colonnade.data.models.declaration import OWNER, SIGNED
from colonnade.data.models.model import Model
from colonnade.data.models.sensitive import is_guarded, is_sensitive

Purpose = Literal["Create", "Update", "Public"]

_BY_TRAITS = {"created_at", "updated_at", "deleted_at", "version"}


def derived_schema(model: type[SQLModel], purpose: Purpose) -> type[BaseModel]:
    """A schema as a careful person would write it.

    `Create` leaves out what the database, the traits and the scope fill, and what no client may set: secrets and
    privileges, as `hashed_password` and `is_admin`. `Update` leaves out the key as well, and every field is optional.
    `Public` leaves out `deleted_at` and all that is sensitive.

    Args:
        model: the table's class.
        purpose: what it is for; the schema is called `TaskCreate` and so on.
    """
    fields: dict[str, Any] = {
        name: _field(model.model_fields[name], purpose) for name in _names(model, purpose)
    }
    made: type[BaseModel] = create_model(
        f"{model.__name__}{purpose}", __base__=Model, __module__=model.__module__, **fields
    )
    return made


def _names(model: type[SQLModel], purpose: Purpose) -> list[str]:
    columns = inspect(model).column_attrs
    names = [name for name in model.model_fields if name in columns]
    if purpose == "Public":
        return [name for name in names if name != "deleted_at" and not is_sensitive(model, name)]
    return [
        name
        for name in names
        if not is_guarded(model, name) and _is_written(columns[name].columns[0], purpose)
    ]


def guarded_and_required(model: type[SQLModel]) -> list[str]:
    """The fields that a new row needs and that no client may set; their model has no `Create` of its own accord."""
    columns = inspect(model).column_attrs
    return [
        name
        for name, field in model.model_fields.items()
        if name in columns and field.is_required() and is_guarded(model, name)
    ]


def _is_written(column: Any, purpose: Purpose) -> bool:
    stamped = column.info.get(OWNER) == "by" or column.info.get(SIGNED)
    filled = column.computed is not None or stamped
    generated = column.primary_key and (purpose == "Update" or _generates_key(column))
    return not (filled or generated or column.name in _BY_TRAITS)


def _generates_key(column: Any) -> bool:
    given_by_default = column.default is not None or column.server_default is not None
    return given_by_default or column is column.table.autoincrement_column


def _field(field: FieldInfo, purpose: Purpose) -> tuple[Any, Any]:
    annotation: Any = field.annotation
    if purpose != "Update":
        return annotation, field
    optional = field._copy()
    optional.default, optional.default_factory = None, None
    return annotation | None, optional
