"""What to load along: exactly the relationships that a response will read.

A lazy load per row is the N+1 of every API. The schema of the response says which relationships it shows, so it says
how many statements there are: one for the rows, and one more for each collection.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import inspect
from sqlalchemy.orm import RelationshipProperty, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.orm.strategy_options import _AbstractLoad

Path = tuple[RelationshipProperty[Any], ...]


def load_for(model: type[Any], schema: type[BaseModel]) -> list[ORMOption]:
    """Loader options for a model that a schema will show: `tasks.list(load=load_for(Task, TaskPublic))`.

    A collection is loaded by one more statement for all rows (`selectinload`), a single row by a join. Of alternatives, as
    `Cat | Dog`, all are loaded. A schema that shows a relationship within itself, as a tree does, has it loaded down to
    the leaves, one statement a level.

    Args:
        model: the mapped class.
        schema: what the response shows; fields that are no relationships are left alone.
    """
    return list(_options(model, schema, ()))


def _options(model: type[Any], schema: type[BaseModel], path: Path) -> Iterator[_AbstractLoad]:
    for relationship, schemas in _shown(model, schema):
        target = relationship.mapper.class_
        if relationship in path:
            continue
        if schema in schemas and target is model:
            yield selectinload(relationship.class_attribute, recursion_depth=-1)
            continue
        load = selectinload if relationship.uselist else joinedload
        below = (*path, relationship)
        inner = [option for shown in schemas for option in _options(target, shown, below)]
        yield load(relationship.class_attribute).options(*inner)


def _shown(
    model: type[Any], schema: type[BaseModel]
) -> Iterator[tuple[RelationshipProperty[Any], list[type[BaseModel]]]]:
    """The relationships that a schema reads, each with the schemas that it shows its rows as."""
    relationships = inspect(model).relationships
    for name, field in schema.model_fields.items():
        for source in _sources(name, field):
            if source in relationships:
                yield relationships[source], [*schemas_in(field.annotation)]


def _sources(name: str, field: FieldInfo) -> Iterator[str]:
    """The attributes that a field may be read from."""
    alias = field.validation_alias
    for choice in alias.choices if isinstance(alias, AliasChoices) else [alias or name]:
        yield str(choice.path[0] if isinstance(choice, AliasPath) else choice)


def schemas_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The schemas that an annotation names, within lists and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from schemas_in(argument)
