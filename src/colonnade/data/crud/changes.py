"""What a row is made of or changed by: only what was sent, and nothing that must stay."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ClauseElement, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapper, QueryableAttribute
from sqlmodel import SQLModel

from colonnade.data.encryption.column import EncryptedType
from colonnade.data.models.declaration import OWNER
from colonnade.data.models.mapped import mapper_of, relationship_names
from colonnade.errors import InvalidValue

Data = BaseModel | Mapping[str, Any]
"""What a row is made or changed from: a schema or a mapping."""


def given(data: Data) -> dict[str, Any]:
    """What a new row is made of: what was sent, and the schema's own defaults.

    Raises:
        InvalidValue: it is neither a schema nor a mapping.
    """
    if not isinstance(data, BaseModel):
        return _mapping(data)
    sent = data.model_fields_set
    return {
        name: value
        for name in type(data).model_fields
        if (value := getattr(data, name)) is not None or name in sent
    }


def sent(model: type[SQLModel], data: Data) -> dict[str, Any]:
    """What a row is changed by: the fields that were sent.

    Raises:
        InvalidValue: the key or the owner was among them, or it is neither a schema nor a mapping.
    """
    if isinstance(data, BaseModel):
        values = {name: getattr(data, name) for name in data.model_fields_set}
    else:
        values = _mapping(data)
    for name in fixed(model) & values.keys():
        raise InvalidValue(f"{name} cannot be changed.", name)
    return values


def refuse_expressions(model: type[SQLModel], values: Mapping[str, Any]) -> None:
    """Refuse what the database would have to compute: it could not be validated.

    Raises:
        InvalidValue: a value is an expression of SQL.
    """
    for name, value in values.items():
        if isinstance(value, ClauseElement | QueryableAttribute):
            raise InvalidValue(
                f"{name} takes a value, which is validated, not an expression of SQL.",
                name,
                f"Write the statement, which sees the same rows: session.exec(update({model.__name__})"
                f".where(...).values({name}=...)).",
            )


def _mapping(data: Any) -> dict[str, Any]:
    if type(data) is not dict and not isinstance(data, Mapping):
        raise InvalidValue(
            f"A row is made or changed by a schema or a mapping, not by a value of type {type(data).__name__}."
        )
    return dict(data)


def sent_in(data: Data) -> Collection[str]:
    """The names of the fields that were sent."""
    return data.model_fields_set if isinstance(data, BaseModel) else data.keys()


@lru_cache(maxsize=512)
def fixed(model: type[SQLModel]) -> frozenset[str]:
    """The fields that stay as they are for the life of a row: its key, its owner and its version."""
    mapper = mapper_of(model)
    return frozenset(
        name
        for name, column in mapper.columns.items()
        if column.primary_key or column.info.get(OWNER) == "by" or column is mapper.version_id_col
    )


def fit_one_statement(model: type[SQLModel], values: Mapping[str, Any], dialect: Dialect) -> bool:
    """Whether `UPDATE ... RETURNING` does all that loading the row, assigning and flushing would do."""
    return dialect.update_returning and not needs_row(model, values)


def needs_row(model: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """Whether a change cannot be made without loading the row.

    A validator needs the whole row, a listener or SQLAlchemy's `@validates` wants to see the change, a relationship is
    set, or the row is spread over several tables.
    """
    mapper = mapper_of(model)
    heard = mapper.dispatch.before_update or mapper.dispatch.after_update or mapper.validators
    return bool(
        len(mapper.tables) > 1
        or heard
        or model.__pydantic_decorators__.model_validators
        or not relationship_names(model).isdisjoint(values)
    )


def needs_key(model: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """Whether a change is written for each row apart: an encrypted value is bound to one."""
    columns = inspect(model).columns
    return any(name in columns and isinstance(columns[name].type, EncryptedType) for name in values)


def fit_one_insert(model: type[SQLModel], values: Mapping[str, Any], dialect: Dialect) -> bool:
    """Whether `INSERT ... RETURNING` does all that making an instance and flushing it would do.

    Not so when a listener or SQLAlchemy's `@validates` wants to see the row, a relationship is set, or the row is
    spread over several tables or is of one class of several.
    """
    mapper = mapper_of(model)
    heard = (
        mapper.dispatch.before_insert
        or mapper.dispatch.after_insert
        or any(not _is_sqlalchemys(one) for one in mapper.class_manager.dispatch.init)
        or mapper.validators
    )
    return bool(
        dialect.insert_returning
        and len(mapper.tables) == 1
        and mapper.polymorphic_on is None
        and not heard
        and relationship_names(model).isdisjoint(values)
    )


@lru_cache(maxsize=512)
def _is_sqlalchemys(listener: Any) -> bool:
    """Whether SQLAlchemy listens itself, as it does to the first instance of every class."""
    return str(getattr(listener, "__module__", "")).startswith("sqlalchemy.orm.")


def cascades_in_session(model: type[SQLModel]) -> bool:
    """Whether SQLAlchemy, not the database, deletes what belongs to a row."""
    mapper: Mapper[Any] = inspect(model)
    heard = mapper.dispatch.before_delete or mapper.dispatch.after_delete
    return (
        bool(heard)
        or any(len(one.tables) > 1 for one in mapper.self_and_descendants)
        or any(
            (r.cascade.delete or r.secondary is not None) and not r.passive_deletes
            for r in mapper.relationships
        )
    )
