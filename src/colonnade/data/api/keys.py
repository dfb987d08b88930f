"""Primary keys in paths: `/tasks/{id}`, `/order-lines/{order_id}/{product_id}`."""

from typing import Annotated, Any, get_args
from urllib.parse import quote

from fastapi import Depends, Path
from sqlmodel import SQLModel

from colonnade.data.api.signature import taking
from colonnade.data.statements import key_columns


def key_path(model: type[SQLModel]) -> str:
    """The path of one row, with a parameter for each part of its key."""
    return "".join(f"/{{{name}}}" for name in _parts(model))


def key_of_path(model: type[SQLModel]) -> Any:
    """The annotation of a parameter that gets the key: a scalar, or a tuple when it is composite."""
    parts = _parts(model)

    def key(**values: Any) -> Any:
        found = tuple(values[name] for name in parts)
        return found if len(found) > 1 else found[0]

    return Annotated[Any, Depends(taking(parts, key))]


def key_names(model: type[SQLModel]) -> tuple[str, ...]:
    """The attributes of the primary key."""
    return tuple(column.key for column in key_columns(model))


def path_of_key(model: type[SQLModel], row: object) -> str:
    """The path of a row, its key escaped."""
    parts = (str(_plain(getattr(row, name))) for name in key_names(model))
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _parts(model: type[SQLModel]) -> dict[str, Any]:
    return {
        column.key: Annotated[
            _type(model, column.key), Path(title=f"{model.__name__}.{column.key}")
        ]
        for column in key_columns(model)
    }


def _type(model: type[SQLModel], name: str) -> Any:
    annotation: Any = model.model_fields[name].annotation
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    kind = kinds[0] if len(kinds) == 1 else annotation
    # SQLite and asyncpg fail over a number that no column can hold.
    return Annotated[int, Path(ge=-(2**63), le=2**63 - 1)] if kind is int else kind


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)
