"""What is known about a schema beside its tables, kept in the `info` of SQLAlchemy's own objects.

Rule 1: nothing here repeats what `MetaData`, `Table` or `Column` can say themselves (a table's note is its `comment`).
Rule 2: readers write it, writers read it, nobody else changes it.
"""

from dataclasses import dataclass, field

from sqlalchemy import Column, MetaData, Table

from colonnade.findings import Place

KEY = "colonnade"


@dataclass
class Partial:
    """A set of columns that several tables share under one name; it becomes a mixin."""

    name: str
    columns: list[str]
    note: str = ""


@dataclass(frozen=True)
class Omission:
    """Something the source holds and a `MetaData` cannot carry.

    Attributes:
        kind: the kind of object in the field's words: view, trigger, function, partition, policy, ...
        name: its name, qualified by its table or schema where it has one.
        reason: why it is not carried over, or what was done instead.
    """

    kind: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Dependency:
    """Columns whose values follow from those of another one, in all rows that were read.

    Attributes:
        determinant: the column that decides.
        dependents: the columns that it decides.
        rows: how many rows have a value of it.
        values: how many different ones.
    """

    determinant: str
    dependents: tuple[str, ...]
    rows: int
    values: int


@dataclass
class SchemaInfo:
    """What a reader learned about the whole schema.

    Attributes:
        source: what was read, in words, without credentials.
        from_models: whether it was read from models, so that it says what a program means to have.
        dialect: the database the facts are true for (`sqlite`, `postgresql`, `mysql`), or None for a design in DBML.
        project: the project's name, if the source gives one.
        note: the project's note.
        partials: shared sets of columns by name.
        groups: names of groups of tables -> full table names.
        omissions: what the source holds and is not carried over.
        assumptions: decisions that a reader took for the user, one sentence each.
    """

    source: str = ""
    from_models: bool = False
    dialect: str | None = None
    project: str = ""
    note: str = ""
    partials: dict[str, Partial] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)


@dataclass
class TableInfo:
    """What a reader learned about one table.

    Attributes:
        place: where the source defines it, if it is a file.
        partials: names of the partials it takes columns from, in order.
        settings: settings of the table that SQLAlchemy has no word for (DBML's `headercolor`, custom ones).
        dependencies: what its rows show, once somebody has looked at them.
    """

    place: Place | None = None
    partials: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    dependencies: list[Dependency] = field(default_factory=list)


@dataclass
class ColumnInfo:
    """What a reader learned about one column.

    Attributes:
        place: where the source defines it, if it is a file.
        settings: settings that SQLAlchemy has no word for; DBML's custom column settings, `owner` among them.
        enum_class: the class of a model's enum.
        enum_by_name: whether the names of its members are stored although their values differ.
        deleted_by_session: whether a model's relationship has the session delete the rows along with their parent.
    """

    place: Place | None = None
    settings: dict[str, str] = field(default_factory=dict)
    enum_class: str = ""
    enum_by_name: bool = False
    deleted_by_session: bool = False


def schema_info(metadata: MetaData) -> SchemaInfo:
    """The schema's side information; made empty on first use."""
    info: SchemaInfo = metadata.info.setdefault(KEY, SchemaInfo())
    return info


def table_info(table: Table) -> TableInfo:
    """The table's side information; made empty on first use."""
    info: TableInfo = table.info.setdefault(KEY, TableInfo())
    return info


def column_info(column: Column[object]) -> ColumnInfo:
    """The column's side information; made empty on first use."""
    info: ColumnInfo = column.info.setdefault(KEY, ColumnInfo())
    return info
