"""How the rows of a relationship hang together with the row that shows them, for a SELECT within a SELECT."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.sql.selectable import NamedFromClause
from sqlalchemy.sql.util import ClauseAdapter

from colonnade.data.compiled.shape import Unfit
from colonnade.data.traits.soft_deleted import SoftDeleted

Pairs = Sequence[tuple[Any, Any]]


@dataclass(frozen=True, eq=False)
class Nesting:
    """A relationship whose rows are found by equal columns alone.

    Attributes:
        relationship: the relationship.
        near: columns of the row that shows them, and those that equal them: of the table between, or of the rows.
        far: columns of the rows, and those of the table between that equal them.
    """

    relationship: RelationshipProperty[Any]
    near: Pairs
    far: Pairs

    @property
    def many(self) -> bool:
        """Whether there are many of them."""
        return bool(self.relationship.uselist)

    @property
    def table(self) -> Table:
        """Their table."""
        found = self.relationship.mapper.local_table
        assert isinstance(found, Table)
        return found

    def between(self) -> NamedFromClause | None:
        """The table between, under a name of its own."""
        secondary = self.relationship.secondary
        return secondary.alias() if isinstance(secondary, Table) else None

    def condition(self, parent: Any, rows: Any, between: Any) -> ColumnElement[bool]:
        """Which rows are shown: those that belong to the parent and are not deleted.

        Args:
            parent: the table of the row that shows them.
            rows: their table.
            between: the table between, or None.
        """
        beside = rows if between is None else between
        found = [parent.c[a.key] == beside.c[b.key] for a, b in self.near]
        found += [rows.c[a.key] == between.c[b.key] for a, b in self.far]
        mapper = self.relationship.mapper
        if issubclass(mapper.class_, SoftDeleted):
            found.append(rows.c[mapper.columns["deleted_at"].key].is_(None))
        return and_(*found)

    def order(self, rows: Any) -> list[Any]:
        """In which order they are shown."""
        adapter = ClauseAdapter(rows)
        return [adapter.traverse(term) for term in self.relationship.order_by or ()]


def nesting_of(relationship: RelationshipProperty[Any]) -> Nesting:
    """How the rows of a relationship are found.

    Raises:
        Unfit: by more than equal columns.
    """
    if relationship.secondary is None:
        near, far = list(relationship.local_remote_pairs or ()), []
    else:
        near = list(relationship.synchronize_pairs)
        far = list(relationship.secondary_synchronize_pairs or ())
        if not isinstance(relationship.secondary, Table) or not _says(
            relationship.secondaryjoin, far
        ):
            raise Unfit
    if not near or not _says(relationship.primaryjoin, near):
        raise Unfit
    return Nesting(relationship, near, far)


def _says(condition: Any, pairs: Pairs) -> bool:
    """Whether a condition says that these columns are equal, and no more."""
    return bool(pairs) and condition.compare(and_(*(a == b for a, b in pairs)))
