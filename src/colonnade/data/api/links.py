"""Many-to-many by ids: `"tag_ids": [1, 2]` in a request sets `task.tags`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import inspect
from sqlalchemy.orm import RelationshipProperty, Session
from sqlmodel import SQLModel, select

from colonnade.data.statements import key_columns
from colonnade.errors import InvalidValue

Links = dict[str, RelationshipProperty[Any]]


def links_of(model: type[SQLModel], schema: type[BaseModel]) -> Links:
    """The fields of a schema that hold keys of linked rows, and the relationships they set.

    A field is one if no column has its name and a many-to-many relationship leads to the class it names: `tag_ids` to
    `Tag`, or the relationship `tags`.
    """
    mapper = inspect(model)
    many = [r for r in mapper.relationships if r.secondary is not None and not r.viewonly]
    named = {name: relationship for relationship in many for name in _names(relationship)}
    own = set(mapper.column_attrs.keys())
    return {name: named[name] for name in schema.model_fields if name in named and name not in own}


def resolved(session: Session, links: Links, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, with linked rows in place of their keys; one statement for each link.

    Raises:
        InvalidValue: a key leads to no row that this session may see.
    """
    values = {name: value for name, value in sent.items() if name not in links}
    for name, relationship in links.items():
        if name in sent:
            values[relationship.key] = _rows(session, name, relationship, sent[name] or ())
    return values


def _rows(
    session: Session, field: str, relationship: RelationshipProperty[Any], keys: Sequence[Any]
) -> list[Any]:
    target = relationship.mapper.class_
    (column,) = key_columns(target)
    found = session.scalars(select(target).where(column.in_(keys))).all() if keys else []
    if len(found) != len(set(keys)):
        raise InvalidValue(f"{field} names a {target.__name__} that is not there.", field)
    return [*found]


def _names(relationship: RelationshipProperty[Any]) -> tuple[str, ...]:
    single = re.sub(r"(?<!^)(?=[A-Z])", "_", relationship.mapper.class_.__name__).lower()
    return f"{single}_ids", f"{relationship.key.removesuffix('s')}_ids"
