"""Values that a model's functions make up for its columns, and that stay behind in its module."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, Uuid

from colonnade.schema.info import Omission
from colonnade.schema.models.plain import plain_default
from colonnade.schema.traits import traits_of


def computed_values(table: Table) -> Iterator[Omission]:
    """The defaults and updates of a table's columns that are functions, but for those that a trait brings along."""
    traits = traits_of(table)
    carried = [traits.created_at, traits.updated_at, traits.version]
    names = {column.name for column in carried if column is not None}
    for column in table.columns:
        if column.name in names or _is_uuid_key(column):
            continue
        if column.default is not None and plain_default(column) is None:
            yield _omission("default", column, column.default)
        if column.onupdate is not None:
            yield _omission("value at each update", column, column.onupdate)


def _is_uuid_key(column: Column[Any]) -> bool:
    """Whether the models that are written make the value as well."""
    return column.primary_key and isinstance(column.type, Uuid) and _name(column.default) == "uuid4"


def _omission(kind: str, column: Column[Any], value: Any) -> Omission:
    name = _name(value).replace("<lambda>", "a lambda")
    reason = f"{name} is Python code; copy it" if name else "it is no plain value; copy it"
    return Omission(kind, f"{column.table.key}.{column.name}", reason)


def _name(value: Any) -> str:
    """The name of a function; empty for anything else."""
    return getattr(value.arg, "__name__", "") if value is not None and value.is_callable else ""
