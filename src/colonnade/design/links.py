"""What the foreign keys of a schema mean between its classes: who has one of whom, and who has many."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import MetaData, Table

from colonnade.schema.relations import Relation, link_of, relations_of


class Kind(StrEnum):
    """What a relationship gives: one row or many."""

    TO_ONE = "to one"
    TO_MANY = "to many"
    BACK_TO_ONE = "back to one"
    MANY_TO_MANY = "many to many"


@dataclass(frozen=True)
class Link:
    """One side of a relationship.

    Attributes:
        kind: TO_ONE on the table with the foreign key; TO_MANY or BACK_TO_ONE on the table it refers to.
        key: the foreign key; of a MANY_TO_MANY, the link table's key to the table that has this side.
        through: of a MANY_TO_MANY, the link table's key to the other table.
    """

    kind: Kind
    key: Relation
    through: Relation | None = None

    @property
    def table(self) -> Table:
        """The table whose class has the attribute."""
        return self.key.child if self.kind is Kind.TO_ONE else self.key.parent

    @property
    def target(self) -> Table:
        """The table of the rows that it gives."""
        if self.through is not None:
            return self.through.parent
        return self.key.parent if self.kind is Kind.TO_ONE else self.key.child

    @property
    def back(self) -> "Link":
        """The other side."""
        if self.through is not None:
            return Link(self.kind, self.through, self.key)
        if self.kind is Kind.TO_ONE:
            return Link(Kind.BACK_TO_ONE if self.key.single else Kind.TO_MANY, self.key)
        return Link(Kind.TO_ONE, self.key)

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells the relationship from all others of the schema."""
        parts = [part for part in (self.key, self.through) if part is not None]
        return self.kind, *((part.child.key, part.parent.key, names(part)) for part in parts)


def links_of(metadata: MetaData) -> dict[str, list[Link]]:
    """The relationships of every mapped table, by `Table.key`, in the order in which they read best."""
    tables = [table for table in metadata.tables.values() if is_mapped(table)]
    pure = {table.key for table in tables if is_pure_link(table)}
    to_one = [link for table in tables if table.key not in pure for link in _to_one(table)]
    across = [link for table in tables for link in _across(table)]
    found: dict[str, list[Link]] = {table.key: [] for table in tables}
    for link in (*to_one, *(link.back for link in to_one), *across):
        found[link.table.key].append(link)
    return found


def is_mapped(table: Table) -> bool:
    """Whether the table has a key, so that a class can be mapped to it."""
    return bool(table.primary_key.columns)


def is_pure_link(table: Table) -> bool:
    """Whether the table's key is two foreign keys, nothing else is in it, and nothing refers to it."""
    link = link_of(table)
    if link is None or len(table.columns) != len(table.primary_key.columns):
        return False
    others = table.metadata.tables.values()
    return len(relations_of(table)) == 2 and not any(
        key.parent is table for other in others for key in relations_of(other)
    )


def names(key: Relation) -> tuple[str, ...]:
    """The names of a foreign key's columns."""
    return tuple(column.name for column in key.columns)


def keys_of(table: Table) -> list[Relation]:
    """The table's foreign keys to mapped tables; of equal ones the first."""
    found: dict[tuple[object, ...], Relation] = {}
    for key in relations_of(table):
        if is_mapped(key.parent):
            found.setdefault((key.parent.key, names(key)), key)
    return list(found.values())


def _to_one(table: Table) -> list[Link]:
    return [Link(Kind.TO_ONE, key) for key in keys_of(table)]


def _across(table: Table) -> list[Link]:
    """Both sides of the many-to-many relationship that a link table makes."""
    link = link_of(table)
    if link is None or not (is_mapped(link.left.parent) and is_mapped(link.right.parent)):
        return []
    side = Link(Kind.MANY_TO_MANY, link.left, link.right)
    return [side, side.back]
