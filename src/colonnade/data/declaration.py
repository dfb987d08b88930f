"""What a table class says, put right before SQLModel and SQLAlchemy read it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import get_annotations
from types import UnionType
from typing import Any, Union, get_args, get_origin
from weakref import WeakSet

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import JSON, Column, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from sqlmodel._compat import get_annotations as get_body_annotations
from sqlmodel.main import FieldInfoMetadata, RelationshipInfo

from colonnade.data.types import generated as generated
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

SECRET = re.compile(r"(^|_)(hashed_)?(password|passwd|secret|token|api_key|private_key)(_|$)")


def is_secret(name: str | None) -> bool:
    """Whether a field's name says that its value must not be shown."""
    return name is not None and SECRET.search(name) is not None


def prepare(namespace: dict[str, Any]) -> None:
    """Change the body of a `table=True` class: rows compare by identity, and what is filled later may be left out."""
    namespace.setdefault("__hash__", object.__hash__)
    namespace.setdefault("__eq__", object.__eq__)
    related = any(isinstance(value, RelationshipInfo) for value in namespace.values())
    for name, annotation in get_body_annotations(namespace).items():
        _check(name, annotation, namespace.get(name))
        if _is_json(annotation) and not name.startswith("_"):
            namespace[name] = _stored_as_json(namespace.get(name, PydanticUndefined))
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


def _is_json(annotation: Any) -> bool:
    """Whether it is a dict or a list, for which SQLModel knows no column type; or one of them or None."""
    members = (
        get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    )
    kinds = [get_origin(m) or m for m in members if m is not type(None)]
    return len(kinds) == 1 and kinds[0] in (dict, list)


def _stored_as_json(value: Any) -> Any:
    """The field with a JSON column, JSONB on PostgreSQL, unless it says its type itself."""
    if isinstance(value, RelationshipInfo):
        return value
    field = value if isinstance(value, FieldInfo) else Field(default=value)
    said = column_settings(field)
    if (
        said is not None
        and said.sa_type is PydanticUndefined
        and said.sa_column is PydanticUndefined
    ):
        # None is NULL, not the JSON value null
        said.sa_type = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return field


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
