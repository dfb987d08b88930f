"""Enums as `StrEnum` classes, in the module of their table or, when several tables share one, in `enums.py`."""

from typing import Any

from sqlalchemy import Column, Enum, Table

from colonnade.design.models.code import docstring, text
from colonnade.design.models.context import Context


def own_enums(table: Table, context: Context) -> list[str]:
    """The source of the enums that only this table uses."""
    return [
        _class(kind, column, context)
        for kind, column, users in context.enum_uses.values()
        if users == {table.key}
    ]


def shared_enums(context: Context) -> list[str]:
    """The source of the enums that several tables use."""
    return [
        _class(kind, column, context)
        for kind, column, users in context.enum_uses.values()
        if len(users) > 1
    ]


def shared_names(context: Context) -> set[str]:
    """The class names of the shared enums."""
    return {
        context.names.enum(kind, column).class_name
        for kind, column, users in context.enum_uses.values()
        if len(users) > 1
    }


def _class(kind: Enum, column: Column[Any], context: Context) -> str:
    names = context.names.enum(kind, column)
    lines = [f"{member} = {text(value)}" for value, member in names.members.items()]
    words = f"The values of `{kind.name or column.name}`"
    body = "\n".join(f"    {line}" for line in lines)
    return f"class {names.class_name}(StrEnum):\n    {docstring(words)}\n\n{body}"
