"""New rows as plain values: validated as the model would, without an instance for each.

An instance that SQLAlchemy tracks costs ten times what its validation costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from colonnade.data.crud import changes
from colonnade.data.crud.changes import Data
from colonnade.data.models.declaration import OWNER
from colonnade.data.models.mapped import mapper_of

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
    return kept(columns_of(model), row.__dict__, row.__pydantic_fields_set__)


def alike(rows: Iterable[Values]) -> list[list[Values]]:
    """The rows in groups with the same columns, as one statement for many rows needs them."""
    groups: dict[tuple[str, ...], list[Values]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return list(groups.values())


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model."""
    table = mapper_of(model).local_table
    assert isinstance(table, Table)
    return table


@dataclass(frozen=True)
class Columns:
    """The columns of a model.

    Attributes:
        keys: the key of the column of each attribute.
        filled: the attributes that somebody fills when they are left out.
        plain: whether the fields are the columns, by the same names.
    """

    keys: dict[str, str]
    filled: tuple[str, ...]
    plain: bool


@lru_cache(maxsize=512)
def columns_of(model: type[SQLModel]) -> Columns:
    """The columns of a model."""
    columns = mapper_of(model).columns
    keys = {name: column.key for name, column in columns.items()}
    filled = tuple(name for name, column in columns.items() if _is_filled(column))
    plain = all(keys.get(name) == name for name in model.model_fields)
    return Columns(keys, filled, plain)


def kept(columns: Columns, values: Values, sent: set[str]) -> Values:
    """The values that are written, of those that pydantic made."""
    for name in columns.filled:
        if name in values and values[name] is None and name not in sent:
            del values[name]
    if columns.plain:
        return values
    return {columns.keys[name]: value for name, value in values.items() if name in columns.keys}


def _is_filled(column: Column[Any]) -> bool:
    return (
        column.server_default is not None
        or column.default is not None
        or column is column.table.autoincrement_column
        or column.info.get(OWNER) == "by"
    )
