"""What a line of DBML says, before names are looked up. Every name is a token, so it knows its place."""

from dataclasses import dataclass
from enum import StrEnum

from lark import Token

Path = tuple[Token, ...]
"""A dotted name: `table`, `schema.table`, `table.column`."""


class Kind(StrEnum):
    """What a value after a colon is; the value is the word used in messages."""

    TEXT = "a string"
    EXPRESSION = "an expression in backticks"
    NUMBER = "a number"
    COLOR = "a colour"
    WORD = "a word"
    PATH = "a dotted name"
    REF = "a relationship"
    DEP = "a dependency"


@dataclass(frozen=True)
class Value:
    """A value: its text without quotes, and for names the path it is made of."""

    kind: Kind
    text: str
    token: Token
    path: Path = ()


@dataclass(frozen=True)
class Setting:
    """One entry of a `[...]` list; `name` is in lower case with single spaces."""

    name: str
    token: Token
    value: Value | None


Settings = tuple[Setting, ...]


@dataclass(frozen=True)
class Header:
    """What stands before a block's `{`."""

    keyword: Token
    path: Path = ()
    alias: Token | None = None
    columns: tuple[Token, ...] | None = None
    settings: Settings = ()
    target: Token | None = None


@dataclass(frozen=True)
class TypeName:
    """A column's type as written: `varchar(10)[]` has one argument and one dimension."""

    path: Path
    arguments: tuple[str, ...] = ()
    dimensions: int = 0


@dataclass(frozen=True)
class ColumnLine:
    """`name type [settings]`; modifiers are the old way to write `pk` and `unique`."""

    name: Token
    type: TypeName
    modifiers: tuple[Token, ...] = ()
    settings: Settings = ()


@dataclass(frozen=True)
class IndexLine:
    """The columns (names) and expressions of an index, and its settings."""

    items: tuple[Token, ...]
    settings: Settings = ()


@dataclass(frozen=True)
class CheckLine:
    """A check's expression and settings."""

    expression: Token
    settings: Settings = ()


@dataclass(frozen=True)
class ValueLine:
    """A value of an enum."""

    name: Token
    settings: Settings = ()


@dataclass(frozen=True)
class Endpoint:
    """One side of a relationship: `table.column` is a path; `table.(a, b)` names its columns apart."""

    path: Path
    columns: tuple[Token, ...] = ()


@dataclass(frozen=True)
class RefLine:
    """A relationship; `operator` is `<`, `>`, `-` or `<>`, without question marks."""

    left: Endpoint
    operator: Token
    right: Endpoint
    settings: Settings = ()
    name: Token | None = None


@dataclass(frozen=True)
class DepLine:
    """A flow of data from one table or column to another; it has no meaning in a database."""

    left: Path
    right: Path


@dataclass(frozen=True)
class Property:
    """`key: value` on a line of its own."""

    name: str
    token: Token
    value: Value


def dotted(path: Path) -> str:
    """A path as it is written."""
    return ".".join(path)
