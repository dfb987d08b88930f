"""What a table class says, put right before SQLModel and SQLAlchemy read it."""

import re
from inspect import get_annotations
from typing import Any
from weakref import WeakSet

from pydantic.fields import FieldInfo
from sqlalchemy import Column, MetaData
from sqlmodel.main import FieldInfoMetadata, RelationshipInfo

OWNERSHIP = "colonnade.ownership"
"""The key of `Table.info` that holds whose rows a table has; see `traits.owned`."""

OWNER = "colonnade.owner"
"""The key of `Column.info` that holds how a column leads to the owner; see `traits.owned`."""

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
    for value in namespace.values():
        if isinstance(value, FieldInfo) and value.is_required() and is_filled_later(value, related):
            value.default = None


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
    for attribute, column in cls.__mapper__.columns.items():
        if attribute != column.key:
            column.info.setdefault(ATTRIBUTE, attribute)
    ownership = getattr(cls, "__ownership__", None)
    if ownership is not None:
        cls.__table__.info.setdefault(OWNERSHIP, ownership)
    if ownership == "owner":
        for column in cls.__table__.primary_key:
            column.info.setdefault(OWNER, "key")
