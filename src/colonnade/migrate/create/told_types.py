"""Types and defaults of columns of which an inspector tells less than the database has: JSON and labels of MariaDB, collations of SQLite."""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

from sqlalchemy import JSON, Connection, String

from colonnade.schema.database.connect import dialect_of
from colonnade.schema.database.sqlite.statement import table_text

Whole = dict[tuple[str, str], Callable[[Any], Any]]
"""What makes a told type a whole one, by table and column."""


def whole_types(connection: Connection) -> Whole:
    """The columns of whose types a part is not told."""
    if dialect_of(connection) == "sqlite":
        return _collated(connection)
    if dialect_of(connection) != "mysql":
        return {}
    json = _json(connection) if getattr(connection.dialect, "is_mariadb", False) else {}
    return json | _labelled(connection)


def whole_defaults(connection: Connection) -> dict[tuple[str, str], str]:
    """Defaults that MariaDB makes with functions, of which SQLAlchemy reads what stands before the first space or comma."""
    if not getattr(connection.dialect, "is_mariadb", False):
        return {}
    rows = connection.exec_driver_sql(
        "SELECT table_name, column_name, column_default FROM information_schema.columns"
        " WHERE table_schema = database() AND column_default REGEXP '^[^\\']*[(]'"
        " AND extra NOT LIKE '%%on update%%'"
    )
    return {(table, name): default for table, name, default in rows}


def _json(connection: Connection) -> Whole:
    """Those that MariaDB tells as LONGTEXT; a change that names no JSON would lose their check."""
    checks = connection.exec_driver_sql(
        "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints"
        " WHERE constraint_schema = database() AND level = 'Column'"
    )
    named = [(table, name) for table, name, check in checks if check == f"json_valid(`{name}`)"]
    return dict.fromkeys(named, lambda told: JSON())


def _labelled(connection: Connection) -> Whole:
    """Enums with a backslash in a label, which SQLAlchemy tells as SQL writes it: twice."""
    if not connection.dialect._backslash_escapes:  # type: ignore[attr-defined]
        return {}
    rows = connection.exec_driver_sql(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = database() AND data_type = 'enum' AND instr(column_type, char(92))"
    )
    return dict.fromkeys(rows, _with_labels)


def _with_labels(told: Any) -> Any:
    whole = copy(told)
    whole.enums = [label.replace("\\\\", "\\") for label in told.enums]
    return whole


def _collated(connection: Connection) -> Whole:
    """Those whose collation SQLite has in the text of their table alone."""
    tables = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%%'"
    )
    return {
        (table, name): partial(_with_collation, collation)
        for table, sql in tables.all()
        for name, collation in table_text(sql).collations.items()
    }


def _with_collation(collation: str, told: Any) -> Any:
    if not isinstance(told, String):
        return told
    whole = copy(told)
    whole.collation = collation
    return whole
