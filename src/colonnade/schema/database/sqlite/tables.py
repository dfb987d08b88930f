"""Tables and indexes of SQLite."""

import re
from typing import Any, TypeVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from colonnade.schema.database.sqlite.statement import Clause, TableText, index_text
from colonnade.schema.database.sqlite.types import type_of
from colonnade.schema.database.sqlite.words import Word
from colonnade.schema.sql import verbatim

V = TypeVar("V")
LITERAL = re.compile(r"[+-]?[\w.]+|[xX]?'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]")


def pragma(connection: Connection, name: str, of: str | None = None) -> list[Any]:
    """The rows of a PRAGMA, about a table or an index of the main database."""
    quoted = connection.dialect.identifier_preparer.quote_identifier
    result = connection.exec_driver_sql(f"pragma main.{name}{f'({quoted(of)})' if of else ''}")
    # A PRAGMA that this version of SQLite does not know answers nothing.
    return list(result.mappings()) if result.returns_rows else []


def parts_of_virtual_tables(connection: Connection) -> dict[str, str]:
    """Virtual tables, and the shadow tables they keep their rows in, by name."""
    rows = pragma(connection, "table_list")
    return {row["name"]: row["type"] for row in rows if row["type"] in ("virtual", "shadow")}


def add_table(connection: Connection, metadata: MetaData, name: str, found: TableText) -> None:
    """Add a table with all but its foreign keys and indexes."""
    rows = [row for row in pragma(connection, "table_xinfo", name) if row["hidden"] != 1]
    keys = sorted((row for row in rows if row["pk"]), key=lambda row: int(row["pk"]))
    columns = [_column(connection, row, keys, found) for row in rows]
    table = Table(
        name,
        metadata,
        *columns,
        sqlite_autoincrement=found.autoincrement,
        sqlite_strict=found.strict,
        sqlite_with_rowid=found.rowid,
    )
    if keys:
        table.append_constraint(
            PrimaryKeyConstraint(
                *(row["name"] for row in keys),
                name=found.primary_key.name,
                **_conflict(found.primary_key),
            )
        )
    for unique in found.uniques:
        exact = [column_of(table, column) for column in unique.columns]
        table.append_constraint(UniqueConstraint(*exact, name=unique.name, **_conflict(unique)))
    for check in found.checks:
        table.append_constraint(
            CheckConstraint(verbatim(check.expression), name=check.name, **_conflict(check))
        )


def add_index(table: Table, name: str, sql: str) -> None:
    """Add an index with its expressions, directions, collations and predicate."""
    found = index_text(sql)
    elements = [_element(table, words, key) for words, key in found.keys]
    where: dict[str, Any] = {"sqlite_where": verbatim(found.where)} if found.where else {}
    unique = re.match(r"\s*create\s+unique\b", sql, re.IGNORECASE) is not None
    Index(name, *elements, unique=unique, _table=table, **where)


def column_of(table: Table, name: str) -> Column[Any]:
    """A column by a name in which case does not matter."""
    return next(column for column in table.columns if column.name.lower() == name.lower())


def _column(connection: Connection, row: Any, keys: list[Any], found: TableText) -> Column[Any]:
    name: str = row["name"]
    declared = row["type"]
    generated = row["hidden"] in (2, 3)
    if generated:
        # SQLite takes these words of an abbreviated clause for a part of the type.
        declared = re.sub(r"\s*\bgenerated\s+always\s*$", "", declared, flags=re.IGNORECASE)
    kind = type_of(declared, connection.dialect, _of(found.collations, name))
    counts_up = len(keys) == 1 and declared.upper() == "INTEGER" and found.rowid
    not_null = _of(found.not_null, name)
    conflict = not_null.conflict if not_null else None
    return Column(
        name,
        kind,
        *(
            [Computed(verbatim(_of(found.computed, name) or ""), persisted=row["hidden"] == 3)]
            if generated
            else []
        ),
        nullable=not row["notnull"] and not row["pk"],
        server_default=None
        if generated or row["dflt_value"] is None
        else _default(row["dflt_value"]),
        autoincrement="auto" if counts_up else False,
        sqlite_on_conflict_not_null=conflict,
    )


def _of(values: dict[str, V], name: str) -> V | None:
    return next((value for key, value in values.items() if key.lower() == name.lower()), None)


def _default(value: str) -> Any:
    """A default as it may stand in CREATE TABLE, where an expression needs parentheses."""
    return verbatim(value if LITERAL.fullmatch(value) else f"({value})")


def _conflict(clause: Clause) -> dict[str, Any]:
    return {"sqlite_on_conflict": clause.conflict} if clause.conflict else {}


def _element(table: Table, words: list[Word], key: str) -> Any:
    """A key of an index: a column, possibly descending, or the text of anything else."""
    names = {column.name.lower() for column in table.columns}
    plain = words[0].kind != "string" and words[0].name.lower() in names
    if plain and len(words) == 1:
        return column_of(table, words[0].name)
    if plain and len(words) == 2 and words[1].says("ASC", "DESC"):
        column = column_of(table, words[0].name)
        return column.desc() if words[1].says("DESC") else column
    return verbatim(key)
