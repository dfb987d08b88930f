"""Which schemas PostgreSQL writes as pydantic would: whole numbers, texts, booleans, enums, UUIDs, dates and moments.

The rule here: pydantic's own description of the schema is read, and what is not listed is refused. So a validator, a
serializer, a computed field or an option that nobody thought of makes a schema unfit, and none is forgotten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, String, Uuid, inspect
from sqlalchemy.orm import MANYTOONE, Mapper, RelationshipProperty
from sqlmodel import AutoString, SQLModel, UTCDateTime

from colonnade.data.compiled.json.moments import Field, Moments
from colonnade.data.compiled.json.nesting import Nesting, nesting_of
from colonnade.data.compiled.shape import Shape, Unfit, shape_of
from colonnade.data.traits.soft_deleted import SoftDeleted

Core = Mapping[str, Any]
"""What pydantic has made of a type."""

_TYPES: dict[str, tuple[type, ...]] = {
    "int": (Integer,),
    "bool": (Boolean,),
    "str": (String, AutoString),
    "uuid": (Uuid,),
    "date": (Date,),
    "datetime": (DateTime, UTCDateTime),
    "enum": (Enum,),
}
_CHECKS = {
    "min_length",
    "max_length",
    "pattern",
    "ge",
    "gt",
    "le",
    "lt",
    "multiple_of",
    "tz_constraint",
}
"""Options that refuse values and change none. Rows are checked when they are written."""

_OPTIONS = {
    "value": {"type", "ref", "metadata", "cls", "members", "sub_type", "microseconds_precision"},
    "field": {"type", "schema", "metadata", "validation_alias", "serialization_alias", "frozen"},
    "model": {"type", "cls", "schema", "custom_init", "root_model", "config", "ref", "metadata"},
    "fields": {"type", "fields", "model_name", "computed_fields"},
    "list": {"type", "items_schema", "metadata"},
    "config": {
        *("title", "from_attributes", "extra_fields_behavior", "hide_input_in_errors", "frozen"),
        *("populate_by_name", "validate_by_name", "validate_by_alias", "validate_assignment"),
    },
}


@dataclass(frozen=True, eq=False)
class Document:
    """The JSON object of a row.

    Attributes:
        model: the mapped class.
        fields: what is shown, by its name in JSON and in its order: a column, or other rows.
    """

    model: type[SQLModel]
    fields: Mapping[str, "Column[Any] | Nested"]

    @cached_property
    def moments(self) -> Moments:
        """The names that hold moments, in it and in what is nested in it."""
        return Moments(self._moments())

    def _moments(self) -> Iterator[Field]:
        followers = [*self.fields][1:]
        for (name, field), follower in zip_longest(self.fields.items(), followers):
            if isinstance(field, Nested):
                yield name, None, follower
                yield from field.document._moments()
            else:
                yield name, is_aware(field), follower


@dataclass(frozen=True, eq=False)
class Nested:
    """Other rows that a row shows.

    Attributes:
        nesting: how they hang together.
        document: what is shown of each.
    """

    nesting: Nesting
    document: Document


@lru_cache(maxsize=512)
def document_of(model: type[SQLModel], schema: type[BaseModel]) -> Document | None:
    """The document that a schema shows of a model; None where PostgreSQL's JSON could differ from pydantic's."""
    shape = shape_of(model, schema)
    core: Any = schema.__pydantic_core_schema__
    try:
        made = None if shape is None else _document(shape, core)
        if made is not None:
            made.moments.check()
    except Unfit:
        return None
    return made


def _document(shape: Shape, core: Core) -> Document:
    _refuse_others(core, "model")
    _refuse_others(core.get("config", {}), "config")
    fields = core["schema"]
    _refuse_others(fields, "fields")
    mapper: Mapper[Any] = inspect(shape.model)
    plain = len(mapper.tables) == 1 and mapper.polymorphic_on is None
    wrong = core["type"] != "model" or core.get("custom_init") or core.get("root_model")
    if wrong or fields["type"] != "model-fields" or fields["computed_fields"] or not plain:
        raise Unfit
    shown = [*_fields(shape, mapper, fields["fields"])]
    if len({name for name, _ in shown}) < len(shown):
        raise Unfit
    return Document(shape.model, dict(shown))


def _fields(
    shape: Shape, mapper: Mapper[Any], fields: Mapping[str, Core]
) -> Iterator[tuple[str, Column[Any] | Nested]]:
    related = {other.name: other for other in (*shape.rows, *shape.collections)}
    for name, field in fields.items():
        _refuse_others(field, "field")
        source = field.get("validation_alias", name)
        shown = field.get("serialization_alias", name)
        core, nullable = _bare(field["schema"])
        if source in shape.names:
            yield shown, _column(mapper, source, core, nullable, source in shape.stored)
        elif source in related:
            yield shown, _nested(related[source], core, nullable)
        else:
            raise Unfit


def _column(
    mapper: Mapper[Any], name: str, core: Core, nullable: bool, stored: bool
) -> Column[Any]:
    column = mapper.column_attrs[name].columns[0]
    kind = core["type"]
    if not isinstance(column, Column) or column.table is not mapper.local_table:
        raise Unfit
    if not core.keys() <= _OPTIONS["value"] | _CHECKS or kind not in _TYPES:
        raise Unfit
    if "tz_constraint" in core and not (is_aware(column) and core["tz_constraint"] == "aware"):
        raise Unfit
    fits = isinstance(column.type, _TYPES[kind]) and isinstance(column.type, Enum) == stored
    if not fits or (column.nullable and not nullable):
        raise Unfit
    return column


def _nested(related: Any, core: Core, nullable: bool) -> Nested:
    if related.relationship.uselist:
        _refuse_others(core, "list")
        core, _ = _bare(core["items_schema"])
    elif not nullable and not _is_there(related.relationship):
        raise Unfit
    return Nested(nesting_of(related.relationship), _document(related.shape, core))


def _is_there(relationship: RelationshipProperty[Any]) -> bool:
    """Whether every row has the one that it points at."""
    pointing = all(not column.nullable for column in relationship.local_columns)
    kept = not issubclass(relationship.mapper.class_, SoftDeleted)
    return relationship.direction is MANYTOONE and pointing and kept


def _bare(core: Core) -> tuple[Core, bool]:
    """What a field holds, without its default, and whether it may be None."""
    nullable = False
    while core["type"] in {"default", "nullable"} and "serialization" not in core:
        nullable = nullable or core["type"] == "nullable"
        core = core["schema"]
    return core, nullable


def _refuse_others(core: Core, kind: str) -> None:
    if not core.keys() <= _OPTIONS[kind]:
        raise Unfit


def is_aware(column: Column[Any]) -> bool | None:
    """Whether a moment has a time zone; None for what is no moment."""
    if isinstance(column.type, UTCDateTime):
        return True
    return bool(column.type.timezone) if isinstance(column.type, DateTime) else None
