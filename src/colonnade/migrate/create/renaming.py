"""Renames as operations: tables first, then their columns."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.operations.ops import MigrateOperation

from colonnade.migrate.create.names import Name, Renames
from colonnade.migrate.create.operations import RenameColumn, RenameTable, Statement
from colonnade.migrate.create.renamed import renamed
from colonnade.schema.database.connect import dialect_of

_OWNED = sa.text("""
SELECT s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE s.relkind = 'S' AND n.nspname = :schema AND t.relname = :table AND starts_with(s.relname, t.relname || '_')
    AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass""")
"""The sequences that belong to a table, not to one whose name begins like it."""


def operations(renames: Renames, connection: sa.Connection) -> Iterator[MigrateOperation]:
    """What gives tables and columns their new names.

    Args:
        renames: old and new names.
        connection: to the database that has the old ones.
    """
    for old, new in renames.tables.items():
        if old.schema != new.schema:
            yield _moved(old, new, connection)
        if old.table != new.table:
            yield RenameTable(old.table, new.table, schema=new.schema)
            if dialect_of(connection) == "postgresql":
                yield from _sequences(old, new, connection)
    for table, names in renames.columns.items():
        yield from _columns(table, names, renames, connection)


def _columns(
    table: Name, names: dict[str, str], renames: Renames, connection: sa.Connection
) -> Iterator[MigrateOperation]:
    """The columns of a table; on PostgreSQL also the sequences that are named after them."""
    backend = dialect_of(connection)
    inspector = renamed(connection, renames)
    known = {one["name"]: one for one in inspector.get_columns(table.table, table.schema)}
    was = renames.old(table)
    owned = _owned(was, connection) if backend == "postgresql" else set()
    for before, now in names.items():
        existing = _existing(known[now]) if backend == "mysql" else {}
        yield RenameColumn(table.table, before, modify_name=now, schema=table.schema, **existing)
        if f"{was.table}_{before}_seq" in owned:
            old, new = (f"{table.table}_{column}_seq" for column in (before, now))
            yield _sequence(table, old, new, connection)


def _moved(old: Name, new: Name, connection: sa.Connection) -> Statement:
    quote = connection.dialect.identifier_preparer.quote
    here = connection.dialect.default_schema_name or "public"
    before, now, table = quote(old.schema or here), quote(new.schema or here), quote(old.table)
    return Statement(
        f"ALTER TABLE {before}.{table} SET SCHEMA {now}",
        f"ALTER TABLE {now}.{table} SET SCHEMA {before}",
        new,
    )


def _sequences(old: Name, new: Name, connection: sa.Connection) -> Iterator[Statement]:
    """The sequences of its columns that are named after the table."""
    for before in sorted(_owned(old, connection)):
        yield _sequence(new, before, f"{new.table}{before[len(old.table) :]}", connection)


def _owned(table: Name, connection: sa.Connection) -> set[str]:
    """The sequences of a table that are named after it."""
    schema = table.schema or connection.dialect.default_schema_name
    return {*connection.scalars(_OWNED, {"schema": schema, "table": table.table})}


def _sequence(table: Name, before: str, now: str, connection: sa.Connection) -> Statement:
    quote = connection.dialect.identifier_preparer.quote
    place = f"{quote(table.schema)}." if table.schema else ""
    return Statement(
        f"ALTER SEQUENCE {place}{quote(before)} RENAME TO {quote(now)}",
        f"ALTER SEQUENCE {place}{quote(now)} RENAME TO {quote(before)}",
        table,
    )


def _existing(column: Any) -> dict[str, Any]:
    """What MariaDB has to be told again."""
    default = column.get("default")
    return {
        "existing_type": column["type"],
        "existing_nullable": column["nullable"],
        "existing_comment": column.get("comment"),
        "existing_server_default": sa.DefaultClause(sa.text(default)) if default else False,
        "autoincrement": column.get("autoincrement") is True or None,
    }
