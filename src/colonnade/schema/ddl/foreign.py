"""Types of other databases in a script that SQLite has run; SQLite takes any word for a type and guesses."""

import re
from pathlib import Path

from sqlalchemy import Column, MetaData
from sqlalchemy.dialects import sqlite

from colonnade.findings import Finding, Place

FOREIGN = re.compile(
    r"(small|big)?serial\d?|timestamptz|timetz|.*\bwith time zone|jsonb|bytea|tsvector|inet|cidr|hstore|citext|money"
    r"|tinytext|mediumtext|longtext|mediumblob|longblob|.*\bunsigned|.*\[\]",
    re.IGNORECASE,
)


def foreign_types(metadata: MetaData, script: str, path: Path) -> list[Finding]:
    """A finding for each column whose type means something in another database only."""
    return [
        _finding(script, path, column, declared)
        for table in metadata.tables.values()
        for column in table.columns
        if FOREIGN.fullmatch(declared := _declared(column))
    ]


def _declared(column: Column[object]) -> str:
    """The type's name in the script, without arguments."""
    written = column.type.compile(sqlite.dialect())
    return re.sub(r"\s*\([^)]*\)", "", written.partition(" COLLATE")[0]).strip()


def _finding(script: str, path: Path, column: Column[object], declared: str) -> Finding:
    words = rf"\b{re.escape(column.name)}\b\W+{re.escape(declared)}"
    found = re.search(words, script, re.IGNORECASE)
    line = script.count("\n", 0, found.start()) + 1 if found else 0
    return Finding(
        "SQL002",
        Place(str(path), line),
        f"{declared} of {column.table.name}.{column.name} is no type of SQLite, which would take any value there",
        "Name a server of the script's own kind to run it on: --server postgresql://... or mysql://...",
    )
