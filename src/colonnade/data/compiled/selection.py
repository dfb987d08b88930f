"""The SELECT of a shape, and where each value stands in its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    inspect,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapper, RelationshipProperty, aliased

from colonnade.data.compiled.shape import Related, Shape
from colonnade.data.sessions.session import ALIVE

KEYS = "keys"
"""The parameter that holds the keys of the rows whose collections are read."""

_IN_ARRAYS = (Integer, BigInteger, Uuid)


@dataclass(frozen=True)
class Collection:
    """A collection of some rows: where their keys stand, and how it is read.

    Attributes:
        name: the name that the schema takes it by.
        keys: where the columns stand that its rows point at.
        related: what is shown of it.
        follows: whether its rows come after the row that they belong to: the database checks their foreign key at
            once, so that the collection of a new row is empty.
    """

    name: str
    keys: tuple[int, ...]
    related: Related
    follows: bool


@dataclass(frozen=True)
class Layout:
    """Where the values of one shape stand in a row.

    Attributes:
        names: of the values that follow each other.
        start: where the first of them stands.
        stored: those of which the schema takes the value as it is stored.
        rows: the rows beside it: name, the position that is NULL where there is none, and their own layout.
        collections: what is read by one more statement.
    """

    names: tuple[str, ...]
    start: int
    stored: frozenset[str] = frozenset()
    rows: tuple[tuple[str, int, "Layout"], ...] = ()
    collections: tuple[Collection, ...] = ()


@dataclass
class Selection:
    """A SELECT that is being put together.

    Attributes:
        entity: the class or alias that its conditions speak of.
        shape: what is selected.
        columns: what is selected, in its order.
        joins: the relationships that are joined.
    """

    entity: Any
    shape: Shape
    columns: list[Any] = field(default_factory=list)
    joins: list[Any] = field(default_factory=list)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands."""
        return self._laid_out(self.shape, self.entity)

    def add(self, column: Any) -> int:
        """Select a column as well; where it stands."""
        self.columns.append(column)
        return len(self.columns) - 1

    def statement(self) -> Select[Any]:
        """The SELECT, deleted rows left out."""
        made = select(*self.columns).select_from(self.entity).options(ALIVE)
        for relationship in self.joins:
            made = made.outerjoin(relationship)
        return made

    def _laid_out(self, shape: Shape, entity: Any) -> Layout:
        start = len(self.columns)
        self.columns += [getattr(entity, name) for name in shape.names]
        collections = tuple(
            Collection(
                r.name, self._keys(r.relationship, entity), r, follows=follows(r.relationship)
            )
            for r in shape.collections
        )
        rows = tuple(self._joined(related, entity) for related in shape.rows)
        return Layout(shape.names, start, shape.stored, rows, collections)

    def _joined(self, related: Related, entity: Any) -> tuple[str, int, Layout]:
        mapper: Mapper[Any] = related.relationship.mapper
        target = aliased(mapper.class_)
        self.joins.append(getattr(entity, related.relationship.key).of_type(target))
        key = mapper.get_property_by_column(mapper.primary_key[0]).key
        present = self.add(getattr(target, key))
        return related.name, present, self._laid_out(related.shape, target)

    def _keys(self, relationship: RelationshipProperty[Any], entity: Any) -> tuple[int, ...]:
        mapper = relationship.parent
        names = (mapper.get_property_by_column(c).key for c in _referred(relationship))
        return tuple(self.add(getattr(entity, name)) for name in names)


def collecting(related: Related, dialect: str) -> tuple[Select[Any], Layout, int]:
    """The SELECT of a collection's rows for many parents, the layout of a row, and how many keys come first."""
    relationship = related.relationship
    target = relationship.mapper.class_
    made = Selection(target, related.shape)
    if _is_plain(relationship):
        keys = [pair[1] for pair in _pairs(relationship)]
    else:
        parent = aliased(relationship.parent.class_)
        names = (relationship.parent.get_property_by_column(c).key for c in _referred(relationship))
        keys = [getattr(parent, name) for name in names]
    for key in keys:
        made.add(key)
    layout = made.layout
    statement = made.statement()
    if not _is_plain(relationship):
        back = getattr(parent, relationship.key).of_type(target)
        statement = select(*made.columns).select_from(parent).join(back).options(ALIVE)
        for joined in made.joins:
            statement = statement.outerjoin(joined)
    elif relationship.secondary is not None:
        statement = statement.join(relationship.secondary, relationship.secondaryjoin)
    statement = statement.where(_among(keys, dialect))
    order = relationship.order_by or ()
    return statement.order_by(*order), layout, len(keys)


def _among(keys: Sequence[Any], dialect: str) -> ColumnElement[bool]:
    """The rows with one of the keys; on PostgreSQL as one array, so that the text is always the same."""
    if len(keys) > 1:
        return tuple_(*keys).in_(bindparam(KEYS, expanding=True))
    (key,) = keys
    if dialect == "postgresql" and isinstance(key.type, _IN_ARRAYS):
        made: ColumnElement[bool] = key == any_(bindparam(KEYS, type_=ARRAY(key.type)))
        return made
    among: ColumnElement[bool] = key.in_(bindparam(KEYS, expanding=True))
    return among


def _pairs(relationship: RelationshipProperty[Any]) -> list[tuple[Any, Any]]:
    """The parent's columns and those that point at them."""
    if relationship.secondary is not None:
        return list(relationship.synchronize_pairs)
    return list(relationship.local_remote_pairs or ())


def _referred(relationship: RelationshipProperty[Any]) -> list[Any]:
    """The columns of the parent by which its collection is found."""
    if _is_plain(relationship):
        return [pair[0] for pair in _pairs(relationship)]
    return list(relationship.parent.primary_key)


def follows(relationship: RelationshipProperty[Any]) -> bool:
    """Whether every row of a collection has a foreign key to its parent that is checked at once."""
    return _is_plain(relationship) and all(
        any(key.column is referred and not key.deferrable for key in column.foreign_keys)
        for referred, column in _pairs(relationship)
    )


def _is_plain(relationship: RelationshipProperty[Any]) -> bool:
    """Whether rows belong to a parent by their foreign key alone, so that the parent need not be joined."""
    condition = and_(*(a == b for a, b in _pairs(relationship)))
    own = inspect(relationship.parent.class_).columns
    return (
        bool(_pairs(relationship))
        and relationship.primaryjoin.compare(condition)
        and all(own.contains_column(a) for a, _ in _pairs(relationship))
    )
