"""Many new rows as plain values, validated in one call of pydantic.

What the model's validator does with the fields of one row, a validator of a list does with all of them; a call for each
row takes twice as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import SchemaValidator, core_schema
from sqlmodel import SQLModel

from colonnade.data.crud import changes
from colonnade.data.crud.changes import Data
from colonnade.data.crud.rows import Values, columns_of, kept, values_of
from colonnade.data.traits.timestamped import utc_now

_NOW = object()
"""Stands for the moment of the batch until all rows are valid."""


@dataclass(frozen=True)
class Validator:
    """Validates the fields of many rows.

    Attributes:
        fields: gives the values and the names that were sent, for each row.
        moments: the fields that are now unless somebody says otherwise.
    """

    fields: SchemaValidator
    moments: tuple[str, ...]


def values_of_all(model: type[SQLModel], batch: Sequence[Data]) -> list[Values]:
    """As `values_of` of each. Rows that do not say when they were made were made at one moment.

    Raises:
        pydantic.ValidationError: a value is not valid; the error is that of the first row that has one.
    """
    validator, columns = _validator(model), columns_of(model)
    if validator is None:
        return [values_of(model, data) for data in batch]
    given = [data if type(data) is dict else changes.given(data) for data in batch]
    try:
        made = validator.fields.validate_python(given)
    except ValidationError:
        return [values_of(model, data) for data in batch]
    now = utc_now()
    for values, _, _ in made:
        for name in validator.moments:
            if values[name] is _NOW:
                values[name] = now
    return [kept(columns, values, sent) for values, _, sent in made]


@lru_cache(maxsize=512)
def _validator(model: type[SQLModel]) -> Validator | None:
    """None where the model itself has validators, or wants to see what was made."""
    said: Any = model.__pydantic_core_schema__
    shared = said["definitions"] if said["type"] == "definitions" else []
    whole = said["schema"] if shared else said
    if whole["type"] != "model" or whole["schema"]["type"] != "model-fields" or _is_told(model):
        return None
    moments = _moments(model, whole["schema"])
    many: Any = core_schema.list_schema(_with_moments(whole["schema"], moments))
    many = core_schema.definitions_schema(many, shared) if shared else many
    return Validator(SchemaValidator(many, whole.get("config")), moments)


def _is_told(model: type[SQLModel]) -> bool:
    """Whether the class has a `model_post_init` of its own; pydantic's only makes private attributes."""
    return model.model_post_init.__module__.partition(".")[0] != "pydantic"


def _moments(model: type[SQLModel], schema: dict[str, Any]) -> tuple[str, ...]:
    """The fields that are now by default; none where a validator may look at them."""
    decorators = model.__pydantic_decorators__
    if decorators.field_validators or decorators.validators:
        return ()
    fields = ((name, field["schema"]) for name, field in schema["fields"].items())
    return tuple(
        name
        for name, field in fields
        if field.get("default_factory") is utc_now and field["schema"]["type"] == "datetime"
    )


def _with_moments(schema: dict[str, Any], names: Sequence[str]) -> Any:
    """The schema of the fields with a mark in place of each moment, so that not every row asks what time it is."""
    fields = dict(schema["fields"])
    for name in names:
        marked = core_schema.with_default_schema(fields[name]["schema"]["schema"], default=_NOW)
        fields[name] = {**fields[name], "schema": marked}
    return {**schema, "fields": fields}
