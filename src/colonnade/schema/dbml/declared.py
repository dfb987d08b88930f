"""What a text declares, before names are looked up and types are made."""

from dataclasses import dataclass, field

from lark import Token

from colonnade.schema.dbml.settings import Chosen
from colonnade.schema.dbml.syntax import (
    CheckLine,
    ColumnLine,
    Header,
    IndexLine,
    Path,
    Property,
    RefLine,
    ValueLine,
)


@dataclass
class TableElement:
    """A table or a table partial.

    Attributes:
        body: columns, and the names of injected partials, in order.
        unreadable: names of columns whose lines hold mistakes; they exist, but nothing is known of them.
    """

    name: Token
    schema: str | None
    alias: Token | None
    chosen: Chosen
    body: list[ColumnLine | Token] = field(default_factory=list)
    indexes: list[IndexLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    note: str = ""
    unreadable: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """The name that `MetaData.tables` has it under."""
        return full_name(self.schema, self.name)


@dataclass
class EnumElement:
    """An enum and its values.

    Attributes:
        name: its name.
        schema: its schema; None for `public`.
        values: the values that could be read.
        is_whole: whether every line could be read; otherwise nothing is known of other values.
    """

    name: Token
    schema: str | None
    values: list[ValueLine] = field(default_factory=list)
    is_whole: bool = True

    @property
    def key(self) -> str:
        """The name, with its schema unless that is `public`."""
        return full_name(self.schema, self.name)


@dataclass
class GroupElement:
    """A table group and its members."""

    name: Token
    members: list[Path] = field(default_factory=list)
    note: str = ""


@dataclass
class RecordsElement:
    """Sample rows of a table: how many values each has, by its first token."""

    keyword: Token
    table: Path
    columns: tuple[Token, ...] | None
    rows: list[tuple[Token, int]] = field(default_factory=list)


@dataclass
class MetadataElement:
    """Custom settings given apart from their element."""

    header: Header
    properties: list[Property] = field(default_factory=list)


@dataclass
class Declared:
    """Everything a text declares, in its order."""

    project: Token | None = None
    note: str = ""
    tables: list[TableElement] = field(default_factory=list)
    partials: list[TableElement] = field(default_factory=list)
    enums: list[EnumElement] = field(default_factory=list)
    refs: list[RefLine] = field(default_factory=list)
    groups: list[GroupElement] = field(default_factory=list)
    notes: list[Token] = field(default_factory=list)
    records: list[RecordsElement] = field(default_factory=list)
    metadata: list[MetadataElement] = field(default_factory=list)
    views: list[Token] = field(default_factory=list)
    has_deps: bool = False


def full_name(schema: str | None, name: str) -> str:
    """`schema.name`, or the name alone."""
    return f"{schema}.{name}" if schema else str(name)


def schema_and_name(path: Path) -> tuple[str | None, Token]:
    """The two parts of a name; `public` is the schema of what names none."""
    *schemas, name = path
    schema = ".".join(schemas)
    return (None if schema in ("", "public") else schema), name
