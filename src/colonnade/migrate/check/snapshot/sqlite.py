"""A snapshot of SQLite, whose things keep nothing but their names."""

from typing import Any

from colonnade.migrate.check.snapshot.tables import (
    Column,
    Constraint,
    Index,
    Key,
    Other,
    Snapshot,
    Table,
)

OBJECTS = """
    select type, name, tbl_name, coalesce(sql, '') from sqlite_master where name not like 'sqlite~_%' escape '~'"""
COLUMNS = 'select cid, name, type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo(?)'
FOREIGN_KEYS = 'select id, "from", "table", on_delete from pragma_foreign_key_list(?)'


def snapshot(cursor: Any) -> Snapshot:
    """What the main database has.

    Args:
        cursor: a cursor of `sqlite3`, on the connection that migrates.
    """
    found = _rows(cursor, OBJECTS)
    indexes = [(of, name, sql) for kind, name, of, sql in found if kind == "index"]
    tables: dict[Key, Table] = {
        name: Table(
            name,
            columns=_columns(cursor, name),
            constraints=_foreign_keys(cursor, name),
            indexes={
                index: Index(index, "unique" in sql.lower().split()[:2], definition=sql)
                for of, index, sql in indexes
                if of == name
            },
            storage=sql,
        )
        for kind, name, _, sql in found
        if kind == "table"
    }
    others = {
        (kind, name): Other(kind, name, of if kind == "trigger" else "")
        for kind, name, of, _ in found
        if kind in ("view", "trigger")
    }
    return Snapshot(tables, {}, others)


def _columns(cursor: Any, table: str) -> dict[Key, Column]:
    return {
        place: Column(
            name=name,
            type=type_.upper(),
            nullable=not (required or key),
            default=default or "",
            generated=hidden == 3,
        )
        for place, name, type_, required, default, key, hidden in _rows(cursor, COLUMNS, table)
    }


def _foreign_keys(cursor: Any, table: str) -> dict[Key, Constraint]:
    return {
        f"{number} {column}": Constraint(
            f"{column} of {table}", "foreign key", (column,), action, target=target
        )
        for number, column, target, action in _rows(cursor, FOREIGN_KEYS, table)
    }


def _rows(cursor: Any, query: str, *parameters: str) -> list[Any]:
    cursor.execute(query, parameters)
    rows: list[Any] = cursor.fetchall()
    return rows
