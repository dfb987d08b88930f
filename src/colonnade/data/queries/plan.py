"""What to load along: exactly the relationships that a response will read.

A lazy load per row is the N+1 of every API. The schema of the response says which relationships it shows, so it says
how many statements there are: one for the rows, and one more for each collection.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from sqlalchemy import inspect
from sqlalchemy.orm import RelationshipProperty, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.orm.strategy_options import _AbstractLoad

Path = tuple[RelationshipProperty[Any], ...]


def plan_of(model: type[Any], schema: type[BaseModel]) -> list[ORMOption]:
    """Loader options for a model that a schema will show.

    A collection is loaded by one more statement for all rows (`selectinload`), a single row by a join. A schema that
    shows a relationship within itself, as a tree does, has it loaded down to the leaves, one statement a level.

    Args:
        model: the mapped class.
        schema: what the response shows; fields that are no relationships are left alone.
    """
    return list(_options(model, schema, ()))


def _options(model: type[Any], schema: type[BaseModel], path: Path) -> Iterator[_AbstractLoad]:
    for relationship, shown in _shown(model, schema):
        if relationship in path:
            continue
        if shown is schema and relationship.mapper.class_ is model:
            yield selectinload(relationship.class_attribute, recursion_depth=-1)
            continue
        load = selectinload if relationship.uselist else joinedload
        inner = _options(relationship.mapper.class_, shown, (*path, relationship))
        yield load(relationship.class_attribute).options(*inner)


def _shown(
    model: type[Any], schema: type[BaseModel]
) -> Iterator[tuple[RelationshipProperty[Any], type[BaseModel]]]:
    relationships = inspect(model).relationships
    for name, field in schema.model_fields.items():
        alias = field.validation_alias
        source = alias if isinstance(alias, str) else name
        if source in relationships:
            for shown in schemas_in(field.annotation):
                yield relationships[source], shown


def schemas_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The schemas that an annotation names, within lists and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from schemas_in(argument)
