"""The relationships that the foreign keys of a schema make, and what each allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.exc import NoReferenceError


@dataclass(frozen=True, slots=True)
class Relation:
    """One foreign key, read as a relationship.

    Attributes:
        child: the table that holds the foreign key.
        parent: the table it refers to.
        columns: the columns of the foreign key.
        targets: the columns referred to, in the same order.
        optional: whether a row of the child may have no parent.
        single: whether a row of the parent has one child at most.
        ondelete: what deleting the parent does, in capitals; NO ACTION where the schema says nothing.
    """

    child: Table
    parent: Table
    columns: tuple[Column[object], ...]
    targets: tuple[Column[object], ...]
    optional: bool
    single: bool
    ondelete: str


@dataclass(frozen=True, slots=True)
class Link:
    """A table whose primary key is two foreign keys: a many-to-many relationship.

    Attributes:
        table: the table between.
        left: the foreign key that comes first in the table.
        right: the other one.
    """

    table: Table
    left: Relation
    right: Relation


def relations(metadata: MetaData) -> list[Relation]:
    """Every foreign key whose target is part of the schema, by table and then by column."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.key)
    return [relation for table in tables for relation in relations_of(table)]


def relations_of(table: Table) -> list[Relation]:
    """The foreign keys of one table whose target is known, in the order of their columns."""
    order = {column.name: position for position, column in enumerate(table.columns)}
    unique = list(unique_sets(table)) if table.foreign_key_constraints else []
    found = [_relation(table, constraint, unique) for constraint in table.foreign_key_constraints]
    known = [relation for relation in found if relation is not None]
    return sorted(
        known,
        key=lambda one: ([order[column.name] for column in one.columns], one.parent.key),
    )


def column_names(relation: Relation) -> str:
    """The columns of a foreign key, separated by commas."""
    return ", ".join(column.name for column in relation.columns)


def links(metadata: MetaData) -> list[Link]:
    """Every many-to-many relationship of the schema, by the name of its table."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.key)
    return [link for table in tables if (link := link_of(table)) is not None]


def link_of(table: Table) -> Link | None:
    """The many-to-many relationship that a table makes, if its primary key is two foreign keys."""
    key = {column.name for column in table.primary_key.columns}
    for left, right in combinations(relations_of(table), 2):
        left_names = {column.name for column in left.columns}
        right_names = {column.name for column in right.columns}
        if left_names | right_names == key and not left_names & right_names:
            return Link(table, left, right)
    return None


def unique_sets(table: Table) -> Iterator[frozenset[str]]:
    """The sets of columns that no two rows of the table share."""
    if table.primary_key.columns:
        yield frozenset(column.name for column in table.primary_key.columns)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield frozenset(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique and not is_partial(index) and not has_expressions(index):
            yield frozenset(column.name for column in index.columns)


def indexes_of(table: Table) -> list[Index]:
    """The indexes of a table, always in the same order: by name, and those without a name by what they hold."""
    return sorted(
        table.indexes, key=lambda one: (str(one.name or ""), [str(e) for e in one.expressions])
    )


def is_partial(index: Index) -> bool:
    """Whether the index covers only the rows that fulfil a condition."""
    return condition_of(index) is not None


def condition_of(index: Index) -> object | None:
    """The condition of a partial index, on whichever database it is stated for."""
    for name in ("postgresql", "sqlite"):
        condition: object | None = index.dialect_options[name].get("where")
        if condition is not None:
            return condition
    return None


def has_expressions(index: Index) -> bool:
    """Whether the index holds anything but plain columns, such as `lower(email)`."""
    return any(not isinstance(expression, Column) for expression in index.expressions)


def _relation(
    table: Table, constraint: ForeignKeyConstraint, unique: list[frozenset[str]]
) -> Relation | None:
    try:
        targets = tuple(element.column for element in constraint.elements)
    except NoReferenceError:
        return None
    columns = tuple(constraint.columns)
    names = frozenset(column.name for column in columns)
    return Relation(
        child=table,
        parent=targets[0].table,
        columns=columns,
        targets=targets,
        optional=any(column.nullable for column in columns),
        single=any(one <= names for one in unique),
        ondelete=(constraint.ondelete or "NO ACTION").upper(),
    )
