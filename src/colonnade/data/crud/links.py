"""Rows that belong together, from one mapping: linked by their keys, or made along.

`{"title": "a", "tag_ids": [1, 2]}` sets `task.tags` to rows that are there; `{"title": "a", "tags": [{"name": "x"}]}`
makes them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, RelationshipProperty, Session
from sqlmodel import SQLModel, select

from colonnade.data.crud import changes
from colonnade.data.models.mapped import mapper_of, relationship_names
from colonnade.data.models.validation import is_table
from colonnade.data.queries.statements import key_columns, key_parts
from colonnade.errors import InvalidValue

Values = dict[str, Any]


@lru_cache(maxsize=512)
def links_of(model: type[SQLModel]) -> dict[str, RelationshipProperty[Any]]:
    """The names that hold keys of linked rows, and the many-to-many relationships that they set.

    A name is the class of the linked rows or the relationship, in the singular, with `_ids`: `tag_ids`. A column of
    that name is a column.
    """
    mapper: Mapper[Any] = inspect(model)
    many = [
        relationship
        for relationship in mapper.relationships
        if relationship.secondary is not None
        and not relationship.viewonly
        and len(relationship.mapper.primary_key) == 1
    ]
    named = {_of_class(relationship): relationship for relationship in many}
    named |= {f"{r.key.removesuffix('s')}_ids": r for r in many}
    return {name: r for name, r in named.items() if name not in mapper.column_attrs}


def to_make(session: Session, model: type[SQLModel], rows: Iterable[Values]) -> list[Values]:
    """The values of new rows, with rows in place of keys and of mappings; one statement for each kind of link.

    Raises:
        InvalidValue: a key leads to no row that this session may see.
        pydantic.ValidationError: a row to be made along is not valid.
    """
    given = list(rows)
    if all(_names(model).isdisjoint(row) for row in given):
        return given
    linked = _linked(session, model, given)
    nested = mapper_of(model).relationships
    return [
        {
            name: _made(session, nested[name], value) if name in nested else value
            for name, value in row.items()
        }
        for row in linked
    ]


def to_change(session: Session, model: type[SQLModel], values: Values) -> Values:
    """The values of a change, with rows in place of keys.

    Raises:
        InvalidValue: a key leads to no row that this session may see, a row would be made along, or it is none.
    """
    if _names(model).isdisjoint(values):
        return values
    for name in relationship_names(model) & values.keys():
        if any(_is_data(value) for value in _listed(values[name])):
            raise InvalidValue(
                f"{name} takes rows that are there; a change makes none along.", name
            )
        _refuse_others(mapper_of(model).relationships[name], values[name])
    return _linked(session, model, [values])[0]


@lru_cache(maxsize=512)
def _names(model: type[SQLModel]) -> frozenset[str]:
    """The names of whatever may lead to other rows."""
    return relationship_names(model) | links_of(model).keys()


def _linked(session: Session, model: type[SQLModel], rows: list[Values]) -> list[Values]:
    for name, relationship in links_of(model).items():
        if not any(name in row for row in rows):
            continue
        wanted = [key for row in rows for key in _keys(name, relationship, row.get(name) or ())]
        found = _rows_by_key(session, name, relationship, wanted)
        rows = [_with_links(row, name, relationship.key, found) for row in rows]
    return rows


def _keys(name: str, relationship: RelationshipProperty[Any], keys: Any) -> Iterable[Any]:
    """The keys, looked at before the database is asked for them."""
    if isinstance(keys, str | bytes | Mapping) or not isinstance(keys, Iterable):
        what = type(keys).__name__
        raise InvalidValue(f"{name} takes a list of keys, not a value of type {what}.", name)
    return [key_parts(relationship.mapper.class_, key)[0] for key in keys]


def _with_links(row: Values, name: str, attribute: str, found: Mapping[Any, Any]) -> Values:
    if name not in row:
        return row
    if attribute in row:
        raise InvalidValue(f"{name} and {attribute} say the same.", name)
    rest = {key: value for key, value in row.items() if key != name}
    return {**rest, attribute: [found[key] for key in dict.fromkeys(row[name] or ())]}


def _rows_by_key(
    session: Session, name: str, relationship: RelationshipProperty[Any], keys: Sequence[Any]
) -> dict[Any, Any]:
    target = relationship.mapper.class_
    (column,) = key_columns(target)
    rows = session.scalars(select(target).where(column.in_(set(keys)))) if keys else ()
    found = {getattr(row, column.key): row for row in rows}
    if found.keys() != set(keys):
        raise InvalidValue(f"{name} names a {target.__name__} that is not there.", name)
    return found


def _made(session: Session, relationship: RelationshipProperty[Any], value: Any) -> Any:
    """Rows in place of the mappings and schemas among the values of a relationship."""
    target = relationship.mapper.class_
    listed = _listed(value)
    given = [changes.given(one) for one in listed if _is_data(one)]
    made = iter([target.model_validate(row) for row in to_make(session, target, given)])
    rows = [next(made) if _is_data(one) else one for one in listed]
    return _refuse_others(relationship, rows if isinstance(value, list | tuple) else rows[0])


def _refuse_others(relationship: RelationshipProperty[Any], value: Any) -> Any:
    """The value of a relationship, which is rows.

    Raises:
        InvalidValue: it is something else.
    """
    name, many = relationship.key, bool(relationship.uselist)
    wrong = next((one for one in _listed(value) if not _is_row(one)), None)
    if isinstance(value, list | tuple) != many or wrong is not None:
        what = type(value if wrong is None else wrong).__name__
        wanted = "a list of rows, schemas or mappings" if many else "a row, a schema or a mapping"
        raise InvalidValue(f"{name} takes {wanted}, not a value of type {what}.", name)
    return value


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _is_data(value: Any) -> bool:
    """Whether a row is to be made of it; a row of a table is one already."""
    if isinstance(value, BaseModel):
        return not (isinstance(value, SQLModel) and is_table(type(value)))
    return isinstance(value, Mapping)


def _is_row(value: Any) -> bool:
    return value is None or (isinstance(value, SQLModel) and is_table(type(value)))


def _of_class(relationship: RelationshipProperty[Any]) -> str:
    name = relationship.mapper.class_.__name__
    return f"{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}_ids"
