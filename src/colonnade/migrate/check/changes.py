"""What a statement did, told by the database itself: its catalogue before and after.

A class for each kind of change; the annotation of a rule's check names the one that it looks at.
"""

from dataclasses import dataclass

from colonnade.migrate.check.snapshot import Column, Constraint, Index, Key, Other, Table
from colonnade.migrate.check.statement import Statement


@dataclass(frozen=True)
class Change:
    """Something that a statement did to a table that was there before the revision.

    Attributes:
        statement: the statement.
        key: what the table keeps when it is renamed.
        table: the table as it was.
    """

    statement: Statement
    key: Key
    table: Table


@dataclass(frozen=True)
class TableDropped(Change):
    """A table is gone."""


@dataclass(frozen=True)
class TableChanged(Change):
    """A table is another one, in any way.

    Attributes:
        after: as it is now.
    """

    after: Table


@dataclass(frozen=True)
class TableRenamed(TableChanged):
    """A table has another name, or is in another schema."""


@dataclass(frozen=True)
class TableRewritten(TableChanged):
    """All rows of a table were written anew."""


@dataclass(frozen=True)
class ColumnAdded(TableChanged):
    """A table has one more column."""

    column: Column


@dataclass(frozen=True)
class ColumnDropped(TableChanged):
    """A table has a column less."""

    column: Column


@dataclass(frozen=True)
class ColumnChanged(TableChanged):
    """A column is another one.

    Attributes:
        old, new: the column as it was and as it is.
    """

    old: Column
    new: Column


@dataclass(frozen=True)
class ConstraintAdded(TableChanged):
    """A table has one more constraint."""

    constraint: Constraint


@dataclass(frozen=True)
class ConstraintDropped(TableChanged):
    """A table has a constraint less."""

    constraint: Constraint


@dataclass(frozen=True)
class ConstraintValidated(TableChanged):
    """The rows that were there were looked at, for a constraint that was there."""

    constraint: Constraint


@dataclass(frozen=True)
class IndexAdded(TableChanged):
    """A table has one more index, which is not that of a constraint."""

    index: Index


@dataclass(frozen=True)
class IndexDropped(TableChanged):
    """A table has an index less, which was not that of a constraint."""

    index: Index


@dataclass(frozen=True)
class EnumChanged:
    """The labels of an enum are others.

    Attributes:
        statement: the statement.
        name: of the enum.
        old, new: the labels; none when it is gone.
    """

    statement: Statement
    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class ObjectChanged:
    """A view, function, type, sequence, trigger or policy is gone, or gives something else.

    Attributes:
        statement: the statement.
        old: as it was.
        new: as it is; None when it is gone.
    """

    statement: Statement
    old: Other
    new: Other | None
