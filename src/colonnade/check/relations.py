"""Relationships in source: whether an expression names one, and how many rows it leads to."""

import ast

from colonnade.check.project import Field, Model
from colonnade.check.source import Source


def relationship(node: ast.AST, source: Source) -> tuple[Model, Field] | None:
    """The model and the relationship that `Task.user` names."""
    if not isinstance(node, ast.Attribute):
        return None
    model = source.model(node.value)
    field = model.relationships.get(node.attr) if model else None
    return (model, field) if model is not None and field is not None else None


def is_to_many(node: ast.AST, source: Source) -> bool:
    """Whether an expression names a relationship to many rows."""
    found = relationship(node, source)
    return found is not None and is_collection(found[1])


def is_collection(field: Field) -> bool:
    """Whether a relationship leads to many rows."""
    return field.annotation.lower().startswith(("list[", "typing.list[", "sequence["))


def points_at(model: Model, target: Model) -> bool:
    """Whether rows of a model have a foreign key to another, so that many of them may belong to one of its rows."""
    keys = [one for one in model.columns.values() if one.keywords.get("primary_key") == "True"]
    return any(
        field.keywords.get("foreign_key", "").strip("\"'").rpartition(".")[0] == target.table_name
        and field.keywords.get("unique") != "True"
        and keys != [field]
        for field in model.columns.values()
    )


def loads_itself(field: Field) -> bool:
    """Whether a relationship says how it is loaded."""
    return "lazy" in field.keywords.get("sa_relationship_kwargs", "") or "sa_relationship" in (
        field.keywords
    )
