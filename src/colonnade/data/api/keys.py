"""Primary keys in paths, `/tasks/{id}`, `/order-lines/{order_id}/{product_id}`, and in the rows of a request."""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, get_args
from urllib.parse import quote

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field, create_model
from sqlmodel import SQLModel

from colonnade.data.api.signature import taking
from colonnade.data.queries.statements import key_columns


def key_path(model: type[SQLModel]) -> str:
    """The path of one row, with a parameter for each part of its key."""
    return "".join(f"/{{{name}}}" for name in _parts(model))


def key_of_path(model: type[SQLModel]) -> Any:
    """The annotation of a parameter that gets the key: a scalar, or a tuple when it is composite."""
    parts = _parts(model)
    if len(parts) == 1:
        return next(iter(parts.values()))

    # FastAPI runs dependencies that are no coroutines in threads, which takes longer than a short statement.
    async def key(**values: Any) -> Any:
        return tuple(values[name] for name in parts)

    return Annotated[Any, Depends(taking(parts, key))]


@lru_cache(maxsize=512)
def key_names(model: type[SQLModel]) -> tuple[str, ...]:
    """The attributes of the primary key."""
    return tuple(column.key for column in key_columns(model))


def key_schema(model: type[SQLModel]) -> type[BaseModel]:
    """The schema `TaskKey`, which names one row by its key and says nothing else."""
    fields = _fields(model)
    forbid = ConfigDict(extra="forbid")
    return create_model(f"{model.__name__}Key", __config__=forbid, **fields)


def keyed(model: type[SQLModel], schema: type[BaseModel]) -> type[BaseModel]:
    """The schema with the key as well, `TaskUpdateByKey`, which says which row it is for."""
    fields = _fields(model)
    return create_model(f"{schema.__name__}ByKey", __base__=schema, **fields)


def key_in(model: type[SQLModel], row: object) -> Any:
    """The key that a row of a request names: a scalar, or a tuple when it is composite."""
    found = tuple(getattr(row, name) for name in key_names(model))
    return found if len(found) > 1 else found[0]


def path_of_key(model: type[SQLModel], value: Callable[[str], Any]) -> str:
    """The path of a row, its key escaped.

    Args:
        model: the table's class.
        value: gives the value of an attribute of the row.
    """
    parts = (str(_plain(value(name))) for name in key_names(model))
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _fields(model: type[SQLModel]) -> dict[str, Any]:
    return {name: (_type(model, name), ...) for name in key_names(model)}


def _parts(model: type[SQLModel]) -> dict[str, Any]:
    return {
        column.key: Annotated[
            _type(model, column.key),
            Path(alias=column.key, title=f"{model.__name__}.{column.key}"),
        ]
        for column in key_columns(model)
    }


def _type(model: type[SQLModel], name: str) -> Any:
    annotation: Any = model.model_fields[name].annotation
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    kind = kinds[0] if len(kinds) == 1 else annotation
    # SQLite and asyncpg fail over a number that no column can hold.
    return Annotated[int, Field(ge=-(2**63), le=2**63 - 1)] if kind is int else kind


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)
