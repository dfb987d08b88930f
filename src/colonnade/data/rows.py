"""New rows as plain values: validated as the model would, without an instance for each.

An instance that SQLAlchemy tracks costs ten times what its validation costs.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table, inspect
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

from colonnade.data import changes
from colonnade.data.changes import Data
from colonnade.data.declaration import OWNER

Values = dict[str, Any]
"""The values of a row by the keys of its columns."""


def values_of(model: type[SQLModel], data: Data) -> Values:
    """The values of a new row, with the defaults of the model; what the database or the scope fills is left out.

    Args:
        model: the table's class.
        data: a schema or a mapping.

    Raises:
        pydantic.ValidationError: a value is not valid.
    """
    row = object.__new__(model)  # never initialised, so SQLAlchemy does not know of it
    model.__pydantic_validator__.validate_python(changes.given(data), self_instance=row)
    values, sent = row.__dict__, row.__pydantic_fields_set__
    return {
        key: values[name]
        for name, key, filled in _columns(model)
        if name in values and not (filled and values[name] is None and name not in sent)
    }


def alike(rows: Iterable[Values]) -> list[list[Values]]:
    """The rows in groups with the same columns, as one statement for many rows needs them."""
    groups: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return list(groups.values())


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


@lru_cache(maxsize=512)
def _columns(model: type[SQLModel]) -> tuple[tuple[str, str, bool], ...]:
    """Each attribute, the key of its column, and whether somebody fills it when it is left out."""
    mapper: Mapper[Any] = inspect(model)
    return tuple((name, column.key, _is_filled(column)) for name, column in mapper.columns.items())


def _is_filled(column: Column[Any]) -> bool:
    return (
        column.server_default is not None
        or column.default is not None
        or column is column.table.autoincrement_column
        or column.info.get(OWNER) == "by"
    )
