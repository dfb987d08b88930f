"""What a schema needs from a model: columns, rows beside it, and collections."""

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Union, get_args, get_origin

from pydantic import AliasChoices, AliasPath, BaseModel, RootModel
from pydantic.fields import FieldInfo
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, RelationshipProperty
from sqlmodel import SQLModel

NONE = type(None)

Path = tuple[RelationshipProperty[Any], ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """What one schema shows of one model.

    Attributes:
        model: the mapped class.
        names: the attributes that are columns; the schema takes them by the same names.
        rows: the relationships to one row.
        collections: the relationships to many rows.
        stored: the names of enum columns of which the schema takes the value as it is stored.
    """

    model: type[SQLModel]
    names: tuple[str, ...]
    rows: tuple["Related", ...] = ()
    collections: tuple["Related", ...] = ()
    stored: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Related:
    """What a schema shows of a relationship.

    Attributes:
        name: the name that the schema takes it by.
        relationship: the model's relationship.
        shape: what is shown of its rows.
    """

    name: str
    relationship: RelationshipProperty[Any]
    shape: Shape


class Unfit(Exception):
    """The schema reads something that only an instance has."""


@lru_cache(maxsize=512)
def shape_of(model: type[SQLModel], schema: type[BaseModel]) -> Shape | None:
    """What a schema shows of a model; None when only an instance can fill it.

    So it is when the schema reads a property, a hybrid or an association proxy; shows itself within itself; or has a
    validator that looks at the instance before it is validated.
    """
    try:
        return _shape(model, schema, ())
    except Unfit:
        return None


def _shape(model: type[SQLModel], schema: type[BaseModel], path: Path) -> Shape:
    if not _takes_values(schema):
        raise Unfit
    mapper: Mapper[Any] = inspect(model)
    names: list[str] = []
    stored: list[str] = []
    related: list[Related] = []
    for name, field in schema.model_fields.items():
        source = _source(schema, name, field)
        if source in mapper.column_attrs:
            names.append(source)
            if _takes_stored(schema, name, mapper.column_attrs[source].columns[0].type):
                stored.append(source)
        elif source in mapper.relationships:
            related.append(_related(schema, name, source, mapper.relationships[source], path))
        elif field.is_required() or hasattr(model, source):
            raise Unfit
    rows = tuple(r for r in related if not r.relationship.uselist)
    many = tuple(r for r in related if r.relationship.uselist)
    return Shape(model, tuple(names), rows, many, frozenset(stored))


def _takes_values(schema: type[BaseModel]) -> bool:
    """Whether plain values do for the schema where it would otherwise get an instance."""
    looks = schema.__pydantic_decorators__.model_validators.values()
    return (
        not issubclass(schema, RootModel)
        and not schema.model_config.get("strict")
        and all(validator.info.mode == "after" for validator in looks)
    )


def _source(schema: type[BaseModel], name: str, field: FieldInfo) -> str:
    """The attribute that a field is read from, which is also the name that it is given by."""
    alias = field.validation_alias
    if isinstance(alias, AliasPath | AliasChoices):
        raise Unfit
    by_alias = schema.model_config.get("validate_by_alias") is not False
    return alias if alias and by_alias else name


def _related(
    schema: type[BaseModel],
    name: str,
    source: str,
    relationship: RelationshipProperty[Any],
    path: Path,
) -> Related:
    field = schema.model_fields[name]
    shown = _shown(field.annotation, many=bool(relationship.uselist))
    plain = relationship.lazy != "dynamic" and relationship.collection_class in (None, list)
    if relationship in path or _is_validated(schema, name) or shown is None or not plain:
        raise Unfit
    target = relationship.mapper.class_
    return Related(source, relationship, _shape(target, shown, (*path, relationship)))


def _takes_stored(schema: type[BaseModel], name: str, type_: Any) -> bool:
    """Whether pydantic makes the enum's member of what is stored, as the column's type would."""
    enum = getattr(type_, "enum_class", None)
    (kind, *others) = [k for k in _members(schema.model_fields[name].annotation) if k is not NONE]
    return (
        enum is not None
        and kind is enum
        and not others
        and [member.value for member in enum] == type_.enums
        and not _is_validated(schema, name)
    )


def _is_validated(schema: type[BaseModel], name: str) -> bool:
    """Whether a field has validators of its own, which see what it is given."""
    decorated = schema.__pydantic_decorators__.field_validators.values()
    named = any({name, "*"} & set(validator.info.fields) for validator in decorated)
    return named or bool(schema.model_fields[name].metadata)


def _shown(annotation: Any, *, many: bool) -> type[BaseModel] | None:
    """The one schema of an annotation: `Schema`, `Schema | None`, `list[Schema]`."""
    found = [kind for kind in _members(annotation) if kind is not NONE]
    kind = found[0] if len(found) == 1 else None
    if many:
        arguments = get_args(kind) if get_origin(kind) in (list, Sequence) else ()
        kind = arguments[0] if len(arguments) == 1 else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _members(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        yield from get_args(annotation)
    else:
        yield annotation
