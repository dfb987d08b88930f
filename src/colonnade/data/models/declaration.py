"""What a table class says, put right before SQLModel and SQLAlchemy read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from inspect import get_annotations
from types import UnionType
from typing import Any, TypeGuard, Union, get_args, get_origin
from weakref import WeakSet

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import JSON, Column, MetaData, String
from sqlmodel import Field, UTCDateTime
from sqlmodel._compat import get_annotations as get_body_annotations
from sqlmodel.main import FieldInfoMetadata, RelationshipInfo

from colonnade.data.encryption.column import ENCRYPTED, EncryptedType
from colonnade.data.encryption.declared import check
from colonnade.data.types import generated as generated
from colonnade.data.types.aware import AWARE
from colonnade.data.types.password_hash import PasswordHash, PasswordHashType
from colonnade.data.types.tracked import track
from colonnade.errors import ModelError

OWNERSHIP = "colonnade.ownership"
"""The key of `Table.info` that holds whose rows a table has; see `traits.owned`."""

OWNER = "colonnade.owner"
"""The key of `Column.info` that holds how a column leads to the owner; see `traits.owned`."""

TOUCHED = "colonnade.touched"
"""The key of `Column.info` that marks an `updated_at` which moves with every UPDATE; see `triggers`."""

SIGNED = "colonnade.signed"
"""The key of `Column.info` that marks a column which the session fills with its owner; see `traits.audited`."""

ATTRIBUTE = "colonnade.attribute"
"""The key of `Column.info` that holds the attribute's name where it is not the column's."""


def prepare(namespace: dict[str, Any]) -> None:
    """Change the body of a `table=True` class: rows compare by identity, and what is filled later may be left out."""
    namespace.setdefault("__hash__", object.__hash__)
    namespace.setdefault("__eq__", object.__eq__)
    related = any(isinstance(value, RelationshipInfo) for value in namespace.values())
    for name, annotation in get_body_annotations(namespace).items():
        _check(name, annotation, namespace.get(name))
        stored = None if name.startswith("_") else _column_type(annotation)
        if stored is not None:
            namespace[name] = _stored_as(stored, namespace.get(name, PydanticUndefined))
        if _is_moment(annotation):
            namespace[name] = _aware(namespace.get(name, PydanticUndefined))
    for value in namespace.values():
        if isinstance(value, FieldInfo) and value.is_required() and is_filled_later(value, related):
            value.default = None


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Say which class it was when SQLModel finds no column for a field.

    Raises:
        ModelError: a field's type has no column type.
    """
    try:
        yield
    except ValueError as error:
        if isinstance(error, ValidationError):
            raise
        raise ModelError(
            f"{name} cannot become a table: {error}.",
            "Say the column's type: Field(sa_type=...), or move the field to a class without table=True.",
        ) from error


def _check(name: str, annotation: Any, value: Any) -> None:
    """Refuse what would fail much later, with a message about something else."""
    if name in {"metadata", "registry"}:
        raise ModelError(
            f"A column cannot be called {name!r}; SQLAlchemy keeps something of its own there.",
            f"Call the field {name}_ and its column {name}: Field(sa_column=Column({name!r}, ...)).",
        )
    if not isinstance(value, RelationshipInfo):
        return
    if isinstance(annotation, str) and not annotation.isidentifier():
        raise ModelError(
            f"The relationship {name!r} is annotated with the text {annotation!r}.",
            'Quote the class alone: list["Hero"], Optional["Team"]; and leave out'
            " `from __future__ import annotations` in modules with models.",
        )
    if get_origin(annotation) in (set, frozenset, tuple, dict):
        raise ModelError(
            f"The relationship {name!r} is a {get_origin(annotation).__name__}; it can be a list or one row.",
            'Annotate it as list["Hero"].',
        )


def _column_type(annotation: Any) -> Any:
    """The type of the column of an annotation, or of one or None, for which SQLModel has none."""
    members = (
        get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    )
    given = [m for m in members if m is not type(None)]
    if any(ENCRYPTED in getattr(member, "__metadata__", ()) for member in given):
        return EncryptedType(annotation)
    if len(given) != 1:
        return None
    if given[0] is PasswordHash:
        return PasswordHashType()
    if (get_origin(given[0]) or given[0]) in (dict, list):
        from sqlalchemy.dialects.postgresql import JSONB  # slow to import; few models have JSON

        # None is NULL, not the JSON value null
        return JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return None


def _stored_as(type_: Any, value: Any) -> Any:
    """The field with a column of this type, unless it says its type itself."""
    if isinstance(value, RelationshipInfo):
        return value
    field = value if isinstance(value, FieldInfo) else Field(default=value)
    said = column_settings(field)
    if said is not None and said.sa_column is PydanticUndefined:
        if said.sa_type is PydanticUndefined:
            said.sa_type = type_
        elif isinstance(type_, PasswordHashType) and _is_text(said.sa_type):
            said.sa_type = PasswordHashType(said.sa_type)
    return field


def _is_text(kind: Any) -> TypeGuard[String | type[String]]:
    return isinstance(kind, String) or (isinstance(kind, type) and issubclass(kind, String))


def _is_moment(annotation: Any) -> bool:
    """Whether SQLModel gives the annotation a column of aware moments."""
    members = (
        get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    )
    return [m for m in members if m is not type(None)] == [datetime]


def _aware(value: Any) -> Any:
    """The field, of aware moments alone, unless it says its column's type itself."""
    field = value if isinstance(value, FieldInfo) else Field(default=value)
    said = column_settings(field)
    types = (said.sa_type, said.sa_column) if said else ()
    if all(type_ is PydanticUndefined for type_ in types):
        field.metadata = [*field.metadata, AWARE]
    return field


def ask_for_zones(cls: Any) -> None:
    """Let moments be aware whose fields come from a class without a table, which did not know of the column."""
    lacking = [
        field
        for name, field in cls.model_fields.items()
        if isinstance(getattr(vars(cls).get(name), "type", None), UTCDateTime)
        and _is_moment(field.annotation)
        and AWARE not in field.metadata
    ]
    for field in lacking:
        field.metadata = [*field.metadata, AWARE]
    if lacking:
        cls.model_rebuild(force=True)


def is_filled_later(field: FieldInfo, related: bool) -> bool:
    """Whether the database fills the column, or the unit of work does from a relationship."""
    said = column_settings(field)
    if said is None:
        return False
    if isinstance(said.sa_column, Column):
        return said.sa_column.server_default is not None
    keywords = said.sa_column_kwargs if isinstance(said.sa_column_kwargs, dict) else {}
    arguments = said.sa_column_args if isinstance(said.sa_column_args, (list, tuple)) else ()
    generated = any(getattr(a, "is_server_default", False) or _generates(a) for a in arguments)
    return (
        "server_default" in keywords or generated or (related and isinstance(said.foreign_key, str))
    )


def _generates(argument: object) -> bool:
    return type(argument).__name__ in {"Computed", "Identity", "FetchedValue"}


def column_settings(field: FieldInfo) -> FieldInfoMetadata | None:
    """What `sqlmodel.Field` was told about the column."""
    found = (m for m in field.metadata if isinstance(m, FieldInfoMetadata))
    return next(found, None)


def order_columns(cls: type) -> None:
    """Set the columns again in the order of the table: primary key, own columns, columns of traits."""
    columns = {k: v for k, v in vars(cls).items() if isinstance(v, Column)}
    mro = cls.__mro__
    homes = {
        name: next(i for i, c in enumerate(mro) if name in get_annotations(c)) for name in columns
    }
    for name in sorted(columns, key=lambda k: (not columns[k].primary_key, homes[k])):
        type.__delattr__(cls, name)
        type.__setattr__(cls, name, columns[name])


def metadata_in_use() -> list[MetaData]:
    """Every MetaData that a table class belongs to."""
    return list(_in_use)


_in_use: WeakSet[MetaData] = WeakSet()


def mark_table(cls: Any) -> None:
    """Let the table carry whose rows it holds and its attributes' names, so that Core statements know as well."""
    _in_use.add(cls.metadata)
    check(cls.__name__, cls.__table__)
    track(cls, cls.__mapper__)
    for attribute, column in cls.__mapper__.columns.items():
        if attribute != column.key:
            column.info.setdefault(ATTRIBUTE, attribute)
    ownership = getattr(cls, "__ownership__", None)
    if ownership is not None:
        cls.__table__.info.setdefault(OWNERSHIP, ownership)
    joined = (
        cls.__mapper__.inherits is not None
        and cls.__table__ is not cls.__mapper__.inherits.local_table
    )
    mark = "key" if ownership == "owner" else "through" if ownership == "owned" and joined else None
    for column in cls.__table__.primary_key if mark else ():
        column.info.setdefault(OWNER, mark)
