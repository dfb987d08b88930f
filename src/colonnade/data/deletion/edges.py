"""Foreign keys as edges between mapped tables: what a deletion follows, and what forbids it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, ForeignKeyConstraint, Table
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

from colonnade.data.models.mapped import mapper_of
from colonnade.data.traits.soft_deleted import SoftDeleted

CASCADE = "CASCADE"
_LETS_GO = frozenset({CASCADE, "SET NULL", "SET DEFAULT"})


@dataclass(frozen=True)
class Edge:
    """A foreign key, seen from the row that it points at.

    Attributes:
        child: the table that points.
        parent: the table that is pointed at.
        pairs: the columns of the child, each with the column that it points at.
        cascades: whether rows of the child are deleted along.
        refuses: whether rows of the child forbid to delete what they point at: RESTRICT, or nothing said.
    """

    child: Table
    parent: Table
    pairs: tuple[tuple[Column[Any], Column[Any]], ...]
    cascades: bool
    refuses: bool


class Graph:
    """The tables of one registry and what points at what.

    Args:
        mappers: the mapped classes.
    """

    def __init__(self, mappers: frozenset[Mapper[Any]]) -> None:
        self.mappers = mappers
        self.soft = {
            table: mapper
            for mapper in mappers
            if mapper.inherits is None
            and issubclass(mapper.class_, SoftDeleted)
            and isinstance(table := mapper.local_table, Table)
            and "deleted_at" in mapper.columns
            and mapper.columns["deleted_at"].table is table
        }
        known = {m.local_table.metadata for m in mappers if isinstance(m.local_table, Table)}
        tables = [table for metadata in known for table in metadata.tables.values()]
        handled = {pair for mapper in mappers for pair in _handled_by_session(mapper)}
        self.edges = [edge for table in tables for edge in _edges(table, handled)]

    def below(self, table: Table) -> list[Edge]:
        """What points at a table."""
        return [edge for edge in self.edges if edge.parent is table]

    def above(self, table: Table) -> list[Edge]:
        """What a table points at."""
        return [edge for edge in self.edges if edge.child is table]

    def stands_alone(self, table: Table) -> bool:
        """Whether no other row has a say when a soft-deleted row goes: none goes along, and none forbids it."""
        return table not in self._with_others

    @cached_property
    def _with_others(self) -> set[Table]:
        """The tables of rows in whose deletion others have a say."""
        return {
            edge.parent
            for edge in self.edges
            if edge.refuses or (edge.cascades and edge.child in self.soft)
        }

    def deleted_at(self, table: Table) -> Column[Any]:
        """The column that marks a deleted row of a soft-deleted table."""
        column: Column[Any] = self.soft[table].columns["deleted_at"]
        return column


_graphs: WeakKeyDictionary[Any, Graph] = WeakKeyDictionary()


def graph_of(model: type[SQLModel]) -> Graph:
    """The graph around a model; made again when its registry has got more classes."""
    registry = mapper_of(model).registry
    found = _graphs.get(registry)
    # Counted without the set of them, which takes longer than the statement of a deletion.
    if found is None or len(found.mappers) != len(registry._managers):
        found = _graphs[registry] = Graph(registry.mappers)
    return found


def _edges(table: Table, handled: set[tuple[Table, Table]]) -> Iterator[Edge]:
    for constraint in table.foreign_key_constraints:
        parent = constraint.referred_table
        rule = (constraint.ondelete or "").upper()
        refuses = rule not in _LETS_GO and (parent, table) not in handled
        yield Edge(table, parent, _pairs(constraint), rule == CASCADE, refuses)


def _pairs(constraint: ForeignKeyConstraint) -> tuple[tuple[Column[Any], Column[Any]], ...]:
    return tuple((element.parent, element.column) for element in constraint.elements)


def _handled_by_session(mapper: Mapper[Any]) -> Iterator[tuple[Table, Table]]:
    """Parent and child where the session itself deletes the child: links, cascading relationships, joined tables."""
    if mapper.inherits is not None:
        yield mapper.inherits.local_table, mapper.local_table  # type: ignore[misc]
    for relationship in mapper.relationships:
        if relationship.secondary is not None:
            yield mapper.local_table, relationship.secondary  # type: ignore[misc]
        elif relationship.cascade.delete:
            yield mapper.local_table, relationship.target  # type: ignore[misc]
