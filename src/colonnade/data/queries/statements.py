"""Every query as a value: no session, no await."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import NoneType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Delete,
    Integer,
    Update,
    Uuid,
    delete,
    exists,
    func,
    inspect,
    literal_column,
    update,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapper,
    RelationshipProperty,
    joinedload,
    selectinload,
)
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from colonnade.errors import InvalidQuery

Where = ColumnElement[bool] | bool
"""A condition. SQLModel types `Task.title == "x"` as bool; at run time it is an expression."""


def key_columns(model: type[SQLModel]) -> tuple[InstrumentedAttribute[Any], ...]:
    """The attributes of the primary key, in the order of the table."""
    return _key_columns(model)


@lru_cache(maxsize=512)
def _key_columns(model: Any) -> tuple[InstrumentedAttribute[Any], ...]:
    mapper: Mapper[Any] = inspect(model)
    return tuple(
        getattr(model, mapper.get_property_by_column(c).key)  # the model's own, not its parent's
        for c in mapper.primary_key
    )


def by_key(model: type[SQLModel], key: Any) -> ColumnElement[bool]:
    """The condition that one row has this key.

    Raises:
        InvalidQuery: a composite key has another number of parts.
    """
    columns = key_columns(model)
    parts = key_parts(model, key)
    first, *rest = (column == part for column, part in zip(columns, parts, strict=True))
    condition: ColumnElement[bool] = first
    for other in rest:
        condition = condition & other
    return condition


def key_parts(model: type[SQLModel], key: Any) -> tuple[Any, ...]:
    """The values of a key, one for each of its columns.

    Raises:
        InvalidQuery: a composite key has another number of parts, or a part is of another type than its column.
    """
    parts = key if isinstance(key, tuple) else (key,)
    columns = key_columns(model)
    if len(parts) != len(columns):
        names = ", ".join(c.key for c in columns)
        raise InvalidQuery(
            f"The key of {model.__name__} is ({names}); {len(parts)} values were given."
        )
    for column, part, kinds in zip(columns, parts, _key_types(model), strict=True):
        if not isinstance(part, kinds) or (isinstance(part, bool) and int in kinds):
            raise InvalidQuery(
                f"{column} is of type {kinds[0].__name__}; what was given is of type {type(part).__name__}."
            )
    return parts


@lru_cache(maxsize=512)
def _key_types(model: type[SQLModel]) -> tuple[tuple[type[Any], ...], ...]:
    """What each part of a key may be, as databases differ in what else they take for a number or a UUID."""
    return tuple(
        (int, NoneType, ClauseElement)
        if isinstance(kind, Integer)
        else (UUID, NoneType, ClauseElement)
        if isinstance(kind, Uuid) and kind.as_uuid
        else (object,)
        for kind in (column.type for column in key_columns(model))
    )


def reading(model: type[SQLModel], *where: Where, load: Sequence[Any] = ()) -> SelectOfScalar[Any]:
    """The rows that meet the conditions, with relationships to load along."""
    statement = select(model).where(*where)
    return statement.options(*map(loading, load)) if load else statement


def refuse_single(load: Any) -> None:
    """Refuse a relationship where a list of them is wanted.

    Raises:
        InvalidQuery: it is no list.
    """
    if not isinstance(load, Sequence) or isinstance(load, str):
        raise InvalidQuery(
            "What is loaded along is a list of relationships.",
            field="load",
            remedy="As in load=[Task.tags].",
        )


def loading(relationship: Any) -> ORMOption:
    """How a relationship is loaded along: a row by a join, a collection by one more statement.

    Raises:
        InvalidQuery: it is neither a relationship nor a loader option of SQLAlchemy's.
    """
    if isinstance(relationship, ORMOption):
        return relationship
    shown = getattr(relationship, "property", None)
    if not isinstance(shown, RelationshipProperty):
        what = repr(relationship) if isinstance(relationship, str) else str(relationship)
        raise InvalidQuery(
            f"{what} is no relationship that could be loaded.",
            field="load",
            remedy="Name them by their attributes, in a list: load=[Task.tags].",
        )
    return selectinload(relationship) if shown.uselist else joinedload(relationship)


def counting(model: type[SQLModel], *where: Where, most: int | None = None) -> SelectOfScalar[Any]:
    """How many rows meet the conditions, counted no further than `most`."""
    if most is None:
        return select(func.count()).select_from(model).where(*where)
    rows: Any = select(literal_column("1")).select_from(model).where(*where).limit(most)
    return select(func.count()).select_from(rows.subquery())


def checking(model: type[SQLModel], *where: Where) -> SelectOfScalar[Any]:
    """Whether a row meets the conditions."""
    return select(exists(select(1).select_from(model).where(*where)))


def updating(
    model: type[SQLModel], where: ColumnElement[bool], values: Mapping[str, Any]
) -> Update:
    """Set these columns where the condition holds."""
    return update(model).where(where).values(values)


def changing(
    model: type[SQLModel],
    where: ColumnElement[bool],
    values: Mapping[str, Any],
    *,
    version: int | None = None,
) -> Any:
    """Set these columns and give the row back as it then is; a versioned row counts up.

    Args:
        model: the table's class.
        where: which row.
        values: columns by attribute name.
        version: the version that the row must still have.
    """
    column = inspect(model).version_id_col
    if column is not None:
        values = {**values, column.key: column + 1}
    statement = update(model).where(where).values(values).returning(model)
    if column is not None and version is not None:
        statement = statement.where(column == version)
    # The row that comes back replaces what the session knew of it.
    return statement.execution_options(synchronize_session=False, populate_existing=True)


def deleting(model: type[SQLModel], where: ColumnElement[bool]) -> Delete:
    """Delete where the condition holds."""
    return delete(model).where(where)
