"""Foreign keys of SQLite."""

from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table

from colonnade.schema.database.sqlite.statement import TableText
from colonnade.schema.database.sqlite.tables import column_of, pragma
from colonnade.schema.info import Omission, schema_info


def add_foreign_keys(connection: Connection, table: Table, found: TableText) -> None:
    """Add the foreign keys of a table, once all tables are there."""
    keys: dict[int, list[Any]] = {}
    for row in pragma(connection, "foreign_key_list", table.name):
        keys.setdefault(row["id"], []).append(row)
    # SQLite numbers the keys from the last one in the text to the first.
    for number, clause in zip(sorted(keys, reverse=True), found.foreign_keys, strict=True):
        rows = sorted(keys[number], key=lambda row: int(row["seq"]))
        columns = [column_of(table, row["from"]) for row in rows]
        referred = _referred(table, rows)
        if not referred:
            _note_missing(table, rows)
            continue
        table.append_constraint(
            ForeignKeyConstraint(
                columns,
                referred,
                name=clause.name,
                onupdate=_action(rows[0]["on_update"]),
                ondelete=_action(rows[0]["on_delete"]),
                deferrable=clause.deferrable,
                initially=clause.initially,
            )
        )


def _referred(table: Table, rows: list[Any]) -> list[Any]:
    """The columns that a foreign key refers to, by default the other table's primary key; none if it is not there."""
    name = rows[0]["table"].lower()
    parent = next((one for one in table.metadata.tables.values() if one.name.lower() == name), None)
    if parent is None:
        return []
    if rows[0]["to"] is None:
        key = list(parent.primary_key.columns)
        return key if len(key) == len(rows) else []
    return [column_of(parent, row["to"]) for row in rows]


def _note_missing(table: Table, rows: list[Any]) -> None:
    columns = ", ".join(row["from"] for row in rows)
    schema_info(table.metadata).omissions.append(
        Omission(
            "foreign key",
            f"{table.name} ({columns})",
            f"the table {rows[0]['table']} it refers to is not there, or has no such key",
        )
    )


def _action(action: str) -> str | None:
    return None if action == "NO ACTION" else action
