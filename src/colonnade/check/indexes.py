"""Indexes in source: by fields, by keys, in `__table_args__` and beside the class."""

import ast

from colonnade.check.columns import is_key
from colonnade.check.project import Model
from colonnade.check.source import Source

_INDEXES = frozenset(
    f"{package}.{name}"
    for package in ("sqlmodel", "sqlalchemy", "sqlalchemy.schema")
    for name in ("Index", "UniqueConstraint", "PrimaryKeyConstraint")
)
_NAMES = ("Index", "UniqueConstraint", "PrimaryKeyConstraint")


def leads_an_index(name: str, model: Model, source: Source) -> bool:
    """Whether an index, a unique constraint or the primary key of a table begins with a field."""
    if key_of(model)[:1] == [name]:
        return True
    if any("__table_args__" in cls.methods for cls in model.project.lineage(model.cls)):
        return True
    return any(columns[:1] == [name] for columns in indexes_of(model, source))


def key_of(model: Model) -> list[str]:
    """The fields of the primary key in the order of the columns: those of bases come first."""
    fields = model.columns
    lineage = reversed(list(model.project.lineage(model.cls)))
    names = dict.fromkeys(name for cls in lineage for name in cls.fields)
    return [name for name in names if name in fields and is_key(fields[name])]


def indexes_of(model: Model, source: Source) -> list[list[str]]:
    """The columns of each index of several that a table has in `__table_args__`, or beside it in a file."""
    found: list[list[str]] = []
    for cls in model.project.lineage(model.cls):
        text = cls.assigned.get("__table_args__", "") or (
            cls.fields["__table_args__"].default or "" if "__table_args__" in cls.fields else ""
        )
        if any(name in text for name in _NAMES):
            calls = (one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call))
            found += [columns for call in calls if (columns := columns_of(call))]
    for call in source.nodes(ast.Call):
        if source.resolve(call.func) in _INDEXES and _is_of(call, model):
            found.append(columns_of(call))
    return found


def columns_of(call: ast.Call) -> list[str]:
    """The columns that the call of an index names."""
    name = ast.unparse(call.func).rpartition(".")[2]
    if name not in _NAMES:
        return []
    parts = call.args[1:] if name == "Index" else call.args
    return [column for part in parts if (column := column_name(part))]


def column_name(node: ast.expr) -> str:
    """The column that a part of an index names: as a text, an attribute, or with an order."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return column_name(node.func.value)
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_of(call: ast.Call, model: Model) -> bool:
    """Whether an index beside a class is made of the class's attributes."""
    names = {
        one.value.id
        for part in call.args[1:]
        for one in ast.walk(part)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    }
    return model.name in names
