"""Indexes for searching, declared once and made as each database has them.

    class Note(Model, table=True):
        __table_args__ = (search_index("title", "body"), prefix_index("title"), trigram_index("title"))

`MetaData.create_all` makes them. `Crud.page(search=...)` and `Crud.autocomplete` use them by themselves.

`migrations/env.py` compares those of the database it is connected to, and leaves SQLite's virtual tables alone. Each index
has a name of its own, by which Alembic tells them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    case,
    event,
    func,
    text,
)
from sqlalchemy.schema import DDL, SchemaItem

from colonnade.data.isolation.trusted import trusted

MYSQL = frozenset({"mysql", "mariadb"})
"""The names of the dialects of MariaDB and MySQL."""

SEARCH = "colonnade.search"
"""The key of `Table.info` that holds the `Search` of a table."""


@dataclass(frozen=True)
class Search:
    """What is searched in a table.

    Attributes:
        columns: the keys of the columns.
        language: PostgreSQL's text search configuration.
    """

    columns: tuple[str, ...]
    language: str

    @property
    def configuration(self) -> Any:
        """The language as SQL."""
        return _said(f"'{self.language}'")

    def document(self, table: Any) -> ColumnElement[Any]:
        """The words of a row on PostgreSQL: in the index and in a query the same expression, or no index is used."""
        # By it `func` knows what the function takes; models come before any engine has loaded it.
        import_module("sqlalchemy.dialects.postgresql")
        first, *rest = (_text_of(table.c[key]) for key in self.columns)
        joined: Any = first
        for other in rest:
            joined = joined.concat(_said("' '")).concat(other)
        return func.to_tsvector(self.configuration, joined)


def _text_of(column: Any) -> Any:
    """A column, with the empty text for NULL. Behind row security PostgreSQL uses no index over COALESCE."""
    return case((column.is_(None), _said("''")), else_=column) if column.nullable else column


def search_of(table: Table) -> Search | None:
    """What is searched in a table by an index; None when it declares none."""
    found: Search | None = table.info.get(SEARCH)
    return found


def fts_table(table: Table) -> str:
    """The name of the virtual table in which SQLite finds words."""
    return f"{table.name}_search"


def has_rowid_key(table: Table) -> bool:
    """Whether the key is SQLite's row id, by which its virtual table points at rows."""
    keys = list(table.primary_key.columns)
    return len(keys) == 1 and isinstance(keys[0].type, Integer)


class DeclaredIndex(SchemaItem):
    """An index that is made in several ways.

    Args:
        columns: the keys of its columns.
    """

    __visit_name__ = "declared_index"

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)

    def _set_parent(self, parent: Any, **kw: Any) -> None:
        self.attach(parent, [parent.c[key] for key in self.columns])

    def attach(self, table: Table, columns: list[Column[Any]]) -> None:
        """Add what each database needs to the table."""
        raise NotImplementedError


class SearchIndex(DeclaredIndex):
    """A full-text index: GIN over a `tsvector`, FTS5 with triggers, or FULLTEXT."""

    def __init__(self, columns: Sequence[str], language: str) -> None:
        super().__init__(columns)
        self.language = language

    def attach(self, table: Table, columns: list[Column[Any]]) -> None:
        search = Search(self.columns, self.language)
        table.info[SEARCH] = search
        name = _search_name(table)
        Index(name, search.document(table), postgresql_using="gin").ddl_if(dialect="postgresql")
        prefix: Any = {"mysql_prefix": "FULLTEXT", "mariadb_prefix": "FULLTEXT"}
        Index(f"{name}_ft", *columns, **prefix).ddl_if(callable_=_is_mysql)
        if has_rowid_key(table):
            for statement in _fts(table, columns):
                event.listen(table, "after_create", _on_sqlite(statement))
            drop = f'DROP TABLE IF EXISTS "{fts_table(table)}"'
            event.listen(table, "after_drop", _on_sqlite(drop))


class PrefixIndex(DeclaredIndex):
    """An index by which the beginning of a text is found, whatever its case."""

    def attach(self, table: Table, columns: list[Column[Any]]) -> None:
        (column,) = columns
        name = f"ix_{table.name}_{column.name}_prefix"
        lower = func.lower(column)
        ops = {"lowered": "text_pattern_ops"}
        Index(name, lower.label("lowered"), postgresql_ops=ops).ddl_if(dialect="postgresql")
        Index(f"{name}_lower", lower).ddl_if(dialect="sqlite")
        Index(f"{name}_ci", column).ddl_if(callable_=_is_mysql)


class TrigramIndex(DeclaredIndex):
    """PostgreSQL's index for a text anywhere within another one, where the extension pg_trgm is installed."""

    def attach(self, table: Table, columns: list[Column[Any]]) -> None:
        (column,) = columns
        index = Index(
            f"ix_{table.name}_{column.name}_trigram",
            column,
            postgresql_using="gin",
            postgresql_ops={column.key: "gin_trgm_ops"},
        )
        index.ddl_if(callable_=_has_trigrams)


def search_index(*columns: str, language: str = "simple") -> SearchIndex:
    """A full-text index over some columns, by which `Crud.page(search=...)` finds rows that have every word.

    PostgreSQL gets a GIN index over `to_tsvector`, MariaDB and MySQL a FULLTEXT index, SQLite a virtual table of FTS5
    that triggers keep up to date (where the key is one integer; elsewhere it is searched without an index).

    Args:
        columns: text columns.
        language: PostgreSQL's configuration; "english" finds other forms of an English word as well.
    """
    return SearchIndex(columns, language)


def prefix_index(column: str) -> PrefixIndex:
    """An index by which `Crud.autocomplete` finds the beginning of a text, whatever its case.

    PostgreSQL: `lower(name) text_pattern_ops`; SQLite: `lower(name)`; MariaDB and MySQL: `name`, whose collation
    decides about the case.
    """
    return PrefixIndex([column])


def trigram_index(column: str) -> TrigramIndex:
    """An index for the filter `contains` on PostgreSQL; made where the extension pg_trgm is installed."""
    return TrigramIndex([column])


def _search_name(table: Table) -> str:
    return f"ix_{table.name}_search"


def _said(constant: str) -> Any:
    """A constant of an expression; a parameter would be another expression than the one in the index."""
    return trusted(text(constant))


def _is_mysql(*given: Any, **named: Any) -> bool:
    return named["dialect"].name in MYSQL


def _has_trigrams(ddl: Any, target: Any, bind: Any, *given: Any, **named: Any) -> bool:
    if named["dialect"].name != "postgresql" or bind is None:
        return False
    installed = text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    return bind.execute(installed).first() is not None


def _on_sqlite(statement: str) -> Any:
    make: Any = DDL
    return make(statement).execute_if(dialect="sqlite")


def _fts(table: Table, columns: list[Column[Any]]) -> list[str]:
    """The virtual table and the triggers that keep it as the table is."""
    (key,) = table.primary_key.columns
    fts, source = f'"{fts_table(table)}"', f'"{table.name}"'
    names = ", ".join(f'"{column.name}"' for column in columns)
    new, old = (
        ", ".join(f'{row}."{column.name}"' for column in (key, *columns)) for row in ("new", "old")
    )
    add = f"INSERT INTO {fts} (rowid, {names}) VALUES ({new});"
    remove = f"INSERT INTO {fts} ({fts}, rowid, {names}) VALUES ('delete', {old});"
    options = f"content='{table.name}', content_rowid='{key.name}', tokenize='unicode61'"
    events = {"INSERT": add, "DELETE": remove, f'UPDATE OF "{key.name}", {names}': remove + add}
    triggers = (
        f'CREATE TRIGGER "{fts_table(table)}_{event.split()[0].lower()}" AFTER {event} ON {source}'
        f" BEGIN {action} END"
        for event, action in events.items()
    )
    return [f"CREATE VIRTUAL TABLE {fts} USING fts5 ({names}, {options})", *triggers]
