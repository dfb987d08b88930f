"""Types and defaults that can be told without the modules they come from."""

import datetime
import decimal
import enum
import uuid
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnDefault, Enum, Sequence
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeDecorator, TypeEngine

KNOWN = ("sqlalchemy", "sqlmodel")
VALUES = (bool, int, float, str, bytes, decimal.Decimal, datetime.date, datetime.time, uuid.UUID)


def plain_type(kind: TypeEngine[Any]) -> tuple[TypeEngine[Any], str | None]:
    """The type as SQLAlchemy has it, and the name of the person's own type that was in its place."""
    if isinstance(kind, TypeDecorator):
        own = not type(kind).__module__.startswith(KNOWN)
        inner, strange = plain_type(kind.impl_instance)
        return inner, type(kind).__name__ if own else strange
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return _plain_enum(kind), None
    if isinstance(kind, ARRAY):
        kind.item_type, strange = plain_type(kind.item_type)
        return kind, strange
    return kind, None


def enum_class_of(kind: TypeEngine[Any]) -> type[enum.Enum] | None:
    """The class whose members a column holds, alone or in an array."""
    if isinstance(kind, TypeDecorator):
        return enum_class_of(kind.impl_instance)
    if isinstance(kind, ARRAY):
        return enum_class_of(kind.item_type)
    return kind.enum_class if isinstance(kind, Enum) else None


def plain_default(column: Column[Any]) -> ColumnDefault | Sequence | None:
    """A default that is a value; a function stays with its module."""
    default = column.default
    if isinstance(default, Sequence):
        return default
    if not isinstance(default, ScalarElementColumnDefault):
        return None
    value = default.arg
    if isinstance(value, enum.Enum):
        value = _stored(column.type, value)
    return ColumnDefault(value) if isinstance(value, VALUES) else None


def _plain_enum(kind: Enum) -> Enum:
    """The enum by the texts it stores, in the order of the class."""
    options = {"name": kind.name, "schema": kind.schema, "native_enum": kind.native_enum}
    options |= {"create_constraint": kind.create_constraint, "length": kind.length}
    return Enum(*kind.enums, **options)


def _stored(kind: TypeEngine[Any], value: enum.Enum) -> Any:
    """What the database holds for a member: its name, or its value where the type says so."""
    labels = getattr(kind, "enums", [])
    return value.value if value.value in labels else value.name
