"""The facts of a SQLite database."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from colonnade.schema.catalog.facts import Fact, fact, squeezed
from colonnade.schema.database.sqlite.statement import TableText, index_text, table_text
from colonnade.schema.database.sqlite.tables import parts_of_virtual_tables, pragma

KINDS = (
    *(
        "table",
        "view",
        "trigger",
        "virtual table",
        "column",
        "type",
        "not null",
        "default",
        "generated",
    ),
    *("collation", "primary key", "foreign key", "unique", "check", "constraint name", "index"),
    *("autoincrement", "strict", "without rowid"),
)
OBJECTS = (
    "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite~_%' escape '~'"
)
Found = Iterator[tuple[str, Fact]]


def facts(connection: Connection) -> dict[str, frozenset[Fact]]:
    """The facts of the main database."""
    found: dict[str, set[Fact]] = {kind: set() for kind in KINDS}
    parts = parts_of_virtual_tables(connection)
    for kind, name, table, sql in connection.execute(text(OBJECTS)).all():
        for key, one in _object(connection, parts, (kind, name, table, sql)):
            found[key].add(one)
    return {kind: frozenset(values) for kind, values in found.items()}


def _object(connection: Connection, parts: dict[str, str], row: tuple[str, ...]) -> Found:
    kind, name, table, sql = row
    if kind in ("view", "trigger"):
        yield kind, (name, squeezed(sql))
    elif kind == "index" and sql:
        yield "index", fact((table, name, *_index(connection, name, sql)))
    elif parts.get(name) == "virtual":
        yield "virtual table", (name, squeezed(sql))
    elif kind == "table" and name not in parts:
        yield "table", (name,)
        yield from _columns(connection, name, table_text(sql))
        yield from _constraints(connection, name)
        yield from _clauses(name, table_text(sql))


def _columns(connection: Connection, table: str, words: TableText) -> Found:
    collations = {name.lower(): collation for name, collation in words.collations.items()}
    computed = {name.lower(): expression for name, expression in words.computed.items()}
    for row in pragma(connection, "table_xinfo", table):
        name, declared = row["name"], row["type"].upper()
        yield "column", (table, name)
        yield "type", (table, name, re.sub(r"\s*GENERATED ALWAYS$", "", declared))
        # SQLite lets the columns of a primary key be NULL; no other database and no model does.
        if row["notnull"] or row["pk"]:
            yield "not null", (table, name)
        if row["dflt_value"] is not None:
            yield "default", (table, name, squeezed(row["dflt_value"]))
        if row["hidden"] in (2, 3):
            kind = "stored" if row["hidden"] == 3 else "virtual"
            yield "generated", (table, name, squeezed(computed.get(name.lower())), kind)
        if name.lower() in collations:
            yield "collation", (table, name, collations[name.lower()].upper())
        if row["pk"]:
            yield "primary key", (table, str(row["pk"]), name)


def _constraints(connection: Connection, table: str) -> Found:
    keys: dict[int, list[Any]] = {}
    for row in pragma(connection, "foreign_key_list", table):
        keys.setdefault(row["id"], []).append(row)
    for rows in keys.values():
        columns = ", ".join(row["from"] for row in rows)
        target = rows[0]["table"].lower()
        referred = _referred(connection, target, rows)
        yield (
            "foreign key",
            (table, columns, target, referred, rows[0]["on_update"], rows[0]["on_delete"]),
        )
    for row in pragma(connection, "index_list", table):
        if row["origin"] == "u":
            named = [key["name"] for key in pragma(connection, "index_info", row["name"])]
            yield "unique", (table, ", ".join(named))


def _referred(connection: Connection, target: str, rows: list[Any]) -> str:
    """The columns a foreign key refers to; the primary key where it names none."""
    if rows[0]["to"] is not None:
        return ", ".join(row["to"].lower() for row in rows)
    keys = [row for row in pragma(connection, "table_info", target) if row["pk"]]
    return ", ".join(row["name"].lower() for row in sorted(keys, key=lambda row: int(row["pk"])))


def _clauses(table: str, words: TableText) -> Found:
    for check in words.checks:
        yield "check", (table, squeezed(check.expression))
    for clause in (words.primary_key, *words.checks, *words.uniques, *words.foreign_keys):
        if clause.name:
            about = ", ".join(clause.columns).lower() or squeezed(clause.expression)
            yield "constraint name", (table, clause.name, about)
    if words.autoincrement:
        yield "autoincrement", (table,)
    if words.strict:
        yield "strict", (table,)
    if not words.rowid:
        yield "without rowid", (table,)


def _index(connection: Connection, name: str, sql: str) -> Iterator[str]:
    """Whether the index is unique, its keys, and its predicate."""
    yield "unique" if re.match(r"\s*create\s+unique", sql, re.IGNORECASE) else "-"
    words = index_text(sql)
    rows = [row for row in pragma(connection, "index_xinfo", name) if row["key"]]
    for row, (_, key) in zip(rows, words.keys, strict=True):
        written = row["name"] if row["name"] is not None else squeezed(key)
        yield f"{written} {row['coll']}{' desc' if row['desc'] else ''}"
    if words.where:
        yield f"where {squeezed(words.where)}"
