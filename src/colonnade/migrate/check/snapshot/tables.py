"""What a database has at one moment, with what stays the same about a thing that is renamed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Key = int | str
"""What a thing keeps when its name changes: its oid in PostgreSQL, its name where a database has nothing else."""


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: its name.
        type: its type, as the database writes it.
        nullable: whether it may be NULL.
        default: its default as SQL; empty without one.
        generated: whether its value is computed from other columns and stored.
        numbered: whether the database counts it up: serial, identity, AUTO_INCREMENT.
        collation: where it is not the type's own.
    """

    name: str
    type: str
    nullable: bool = True
    default: str = ""
    generated: bool = False
    numbered: bool = False
    collation: str = ""


@dataclass(frozen=True)
class Constraint:
    """A constraint.

    Attributes:
        name: its name.
        kind: `primary key`, `foreign key`, `unique`, `check` or `exclude`.
        columns: the columns that it is about, as far as the database tells.
        definition: as the database writes it.
        valid: whether the rows that were there were looked at.
        target: the table that a foreign key refers to.
        index: the index that enforces it.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    definition: str = ""
    valid: bool = True
    target: str = ""
    index: Key = 0


@dataclass(frozen=True)
class Index:
    """An index.

    Attributes:
        name: its name.
        unique: whether it is.
        valid: whether it is used; a build that failed leaves one that is not.
        file: the file it is in, which changes when it is built anew.
        definition: as the database writes it.
    """

    name: str
    unique: bool = False
    valid: bool = True
    file: int = 0
    definition: str = ""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: its name, with a schema that is not the default one.
        file: the file it is in, which changes when it is written anew; 0 where the database does not tell.
        columns, constraints, indexes: by what they keep when they are renamed.
        storage: where and how it is stored: tablespace, logged or not.
        row_security: whether policies decide who sees which rows.
        partition_of: the table that it is a part of.
    """

    name: str
    file: int = 0
    columns: Mapping[Key, Column] = field(default_factory=dict)
    constraints: Mapping[Key, Constraint] = field(default_factory=dict)
    indexes: Mapping[Key, Index] = field(default_factory=dict)
    storage: str = ""
    row_security: bool = False
    partition_of: str = ""

    @property
    def is_partitioned(self) -> bool:
        """Whether its rows are in its partitions, on PostgreSQL."""
        return "partitioned" in self.storage

    def column(self, name: str) -> Column | None:
        """A column by its name."""
        return next((one for one in self.columns.values() if one.name == name), None)


@dataclass(frozen=True)
class Other:
    """A view, function, sequence, trigger or policy.

    Attributes:
        kind: its kind.
        name: its name.
        of: the table that it belongs to.
        says: what whoever uses it relies on: the columns of a view, the result of a function.
    """

    kind: str
    name: str
    of: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """What a database has.

    Attributes:
        tables: by what they keep when they are renamed.
        enums: the labels of each enum by its name.
        others: what there is beside tables.
    """

    tables: Mapping[Key, Table] = field(default_factory=dict)
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: Mapping[tuple[str, Key], Other] = field(default_factory=dict)

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return next((one for one in self.tables.values() if one.name == name), None)
