"""Which rows belong to one deletion: conditions that lead from a row down its foreign keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    exists,
    false,
    or_,
    select,
    tuple_,
)
from sqlmodel import SQLModel

from colonnade.data.deletion.edges import Edge, Graph, graph_of
from colonnade.data.models.mapped import mapper_of
from colonnade.errors import ModelError

State = Callable[[Any], ColumnElement[bool]]
"""From the `deleted_at` of a row to the condition that it counts: alive, or deleted at a certain moment."""


@dataclass(frozen=True)
class Unit:
    """A row and the soft-deleted tables below it, along foreign keys that cascade.

    Attributes:
        model: the table's class.
        key: the primary key of the row, a value for each column.
    """

    model: type[SQLModel]
    key: tuple[Any, ...]

    @cached_property
    def graph(self) -> Graph:
        """What points at what."""
        return graph_of(self.model)

    @cached_property
    def root(self) -> Table:
        """The table of the row."""
        table = mapper_of(self.model).local_table
        assert isinstance(table, Table)
        return table

    @cached_property
    def tables(self) -> list[Table]:
        """The tables below, the lowest first; the row's own among them when it points at itself.

        Raises:
            ModelError: tables cascade in a circle.
        """
        order: TopologicalSorter[Table] = TopologicalSorter()
        found, todo = {self.root}, [self.root]
        while todo:
            parent = todo.pop()
            for edge in self._followed(parent):
                if edge.child is not parent:
                    order.add(edge.child, parent)
                    todo += {edge.child} - found
                    found.add(edge.child)
        try:
            sorted_tables = [table for table in order.static_order() if table is not self.root]
        except CycleError as error:
            names = " -> ".join(str(table.fullname) for table in error.args[1])
            raise ModelError(
                f"Soft deletion cascades in a circle: {names}.",
                "Let one of these foreign keys say ondelete='SET NULL' or 'RESTRICT'.",
            ) from None
        return [*reversed(sorted_tables), *([self.root] if self._is_tree(self.root) else [])]

    def rows_below(self, table: Table, state: State) -> ColumnElement[bool]:
        """The condition that a row of a table belongs to the unit, the row itself left out."""
        entered = self._entered(table, state)
        if not self._is_tree(table):
            return and_(entered, state(self.graph.deleted_at(table)))
        keys = list(table.primary_key.columns)
        tree = self._descendants(table, entered, state)
        return _in(keys, select(*(tree.c[column.key] for column in keys)))

    def refusals(self, state: State) -> Iterator[ColumnElement[bool]]:
        """For each foreign key that forbids the deletion, the condition that a living row uses it."""
        for parent in dict.fromkeys((self.root, *self.tables)):
            for edge in self.graph.below(parent):
                if edge.refuses:
                    yield self._refusal(edge, state)

    def _refusal(self, edge: Edge, state: State) -> ColumnElement[bool]:
        pointed = [self._pointed_at(edge, state)] if edge.parent is self.root else []
        if edge.parent in self.tables:
            pointed.append(self._points_below(edge, state))
        conditions = [or_(*pointed)]
        if edge.child in self.graph.soft:
            conditions.append(state(self.graph.deleted_at(edge.child)))
        if edge.child in self.tables:
            conditions.append(~self.rows_below(edge.child, state))
        # Within its own subquery even the table that the statement changes is read anew.
        found: ColumnElement[bool] = exists(
            select(1).select_from(edge.child).where(*conditions).correlate(None)
        )
        return found

    def _followed(self, parent: Table) -> list[Edge]:
        below = self.graph.below(parent)
        return [edge for edge in below if edge.cascades and edge.child in self.graph.soft]

    def _is_tree(self, table: Table) -> bool:
        return any(edge.child is table for edge in self._followed(table))

    def _entered(self, table: Table, state: State) -> ColumnElement[bool]:
        """The rows right below the row, or right below a row of another table of the unit."""
        found: list[ColumnElement[bool]] = []
        for edge in self.graph.above(table):
            if not edge.cascades:
                continue
            if edge.parent is self.root:
                found.append(self._pointed_at(edge, state))
            if edge.parent in self.tables and edge.parent is not table:
                found.append(self._points_below(edge, state))
        return or_(false(), *found)

    def _pointed_at(self, edge: Edge, state: State) -> ColumnElement[bool]:
        """The child points at the row itself: by its key where it can, which every database answers by an index."""
        key = dict(zip(self.root.primary_key.columns, self.key, strict=True))
        if all(there in key for _, there in edge.pairs):
            return and_(*(here == key[there] for here, there in edge.pairs))
        alias = self.root.alias()
        referred = select(*(alias.c[there.key] for _, there in edge.pairs))
        by_key = (alias.c[column.key] == value for column, value in key.items())
        return _in([here for here, _ in edge.pairs], referred.where(*by_key))

    def _points_below(self, edge: Edge, state: State) -> ColumnElement[bool]:
        """The child points at a row of a table of the unit."""
        referred = select(*(there for _, there in edge.pairs))
        rows = referred.where(self.rows_below(edge.parent, state)).correlate(None)
        return _in([here for here, _ in edge.pairs], rows)

    def _descendants(self, table: Table, entered: ColumnElement[bool], state: State) -> Any:
        """The rows of a table that points at itself, down to the leaves."""
        mark = self.graph.deleted_at(table).key
        own = [edge for edge in self._followed(table) if edge.child is table]
        names = {c.key: c for c in table.primary_key.columns}
        names |= {there.key: there for edge in own for _, there in edge.pairs}
        first = select(*names.values()).where(entered, state(table.c[mark])).correlate(None)
        tree: Any = first.cte(f"{table.name}_below", recursive=True, nesting=True)
        for edge in own:
            child = table.alias()
            joined = (child.c[here.key] == tree.c[there.key] for here, there in edge.pairs)
            step = select(*(child.c[name] for name in names)).where(*joined, state(child.c[mark]))
            tree = tree.union(step)
        return tree


def _in(columns: Sequence[Column[Any]], rows: Any) -> ColumnElement[bool]:
    """One column or several, in the rows of a SELECT."""
    found: ColumnElement[bool] = (
        columns[0].in_(rows) if len(columns) == 1 else tuple_(*columns).in_(rows)
    )
    return found
