"""A database, seen as if its tables and columns had their new names already."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.engine.reflection import Inspector

from colonnade.migrate.create.names import Name, Renames
from colonnade.migrate.create.told_types import whole_defaults, whole_types

_SINGLE = (
    *("get_columns", "get_pk_constraint", "get_foreign_keys", "get_indexes"),
    *("get_unique_constraints", "get_check_constraints", "get_table_comment", "get_table_options"),
)
_MULTI = tuple(name.replace("get_", "get_multi_") for name in _SINGLE)


def renamed(connection: Connection, renames: Renames) -> Inspector:
    """An inspector that gives new names."""
    kind: Any = type(inspect(connection))
    methods = {name: _single(getattr(kind, name), renames) for name in _SINGLE}
    methods |= {name: _multi(getattr(kind, name), renames) for name in _MULTI}
    methods["get_table_names"] = _names(kind.get_table_names, renames)
    made: Any = type("RenamedInspector", (kind,), methods)
    inspector: Inspector = made.__new__(made)
    inspector._init_connection(connection)
    vars(inspector)["whole_types"] = whole_types(connection)
    vars(inspector)["whole_defaults"] = whole_defaults(connection)
    return inspector


def _names(method: Callable[..., Any], renames: Renames) -> Callable[..., Any]:
    @wraps(method)
    def names(self: Any, schema: str | None = None, **options: Any) -> list[str]:
        there = {Name(name, schema) for name in method(self, schema, **options)}
        gone = {old for old in renames.tables if old in there}
        come = {new for new in renames.tables.values() if new.schema == schema}
        return sorted(name.table for name in there - gone | come)

    return names


def _single(method: Callable[..., Any], renames: Renames) -> Callable[..., Any]:
    @wraps(method)
    def single(self: Any, table_name: str, schema: str | None = None, **options: Any) -> Any:
        now = Name(table_name, schema)
        was = renames.old(now)
        value = _whole(self, was.table, method(self, was.table, was.schema, **options))
        return _in_new_names(value, now, renames)

    return single


def _multi(method: Callable[..., Any], renames: Renames) -> Callable[..., Any]:
    @wraps(method)
    def multi(
        self: Any, schema: str | None = None, *, filter_names: Any = None, **options: Any
    ) -> Any:
        moved = [old for old, new in renames.tables.items() if new.schema == schema]
        schemas = {schema, *(old.schema for old in moved)}
        found = {}
        for one in schemas:
            wanted = None
            if filter_names is not None:
                old = [renames.old(Name(name, schema)) for name in filter_names]
                wanted = [name.table for name in old if name.schema == one]
            for (_, table), value in method(self, one, filter_names=wanted, **options).items():
                now = renames.new(Name(table, one))
                if now.schema == schema:
                    told = _whole(self, table, value)
                    found[(schema, now.table)] = _in_new_names(told, now, renames)
        return found

    return multi


def _whole(inspector: Any, table: str, value: Any) -> Any:
    """What an inspector says about a table, with whole types and defaults."""
    if not isinstance(value, list):
        return value
    return [_whole_column(inspector, table, one) if "type" in one else one for one in value]


def _whole_column(inspector: Any, table: str, said: Any) -> Any:
    place, column = (table, said["name"]), dict(said)
    if whole := inspector.whole_types.get(place):
        column["type"] = whole(column["type"])
    default = inspector.whole_defaults.get(place)
    if default and default != said.get("default"):
        column["default"] = f"({default})"
    return column


def _in_new_names(value: Any, table: Name, renames: Renames) -> Any:
    """What an inspector says about a table, with new names."""
    columns = renames.columns.get(table, {})
    if isinstance(value, list):
        return [_in_new_names(one, table, renames) for one in value]
    if not isinstance(value, dict):
        return value
    said = dict(value)
    if "type" in said and "nullable" in said:
        said["name"] = columns.get(said["name"], said["name"])
    for key in ("column_names", "constrained_columns", "include_columns"):
        if said.get(key):
            said[key] = [columns.get(one, one) for one in said[key]]
    for key in ("expressions", "sqltext"):
        if said.get(key):
            said[key] = in_text(said[key], columns)
    if "referred_table" in said:
        target = renames.new(Name(said["referred_table"], said["referred_schema"]))
        there = renames.columns.get(target, {})
        said["referred_table"], said["referred_schema"] = target.table, target.schema
        said["referred_columns"] = [there.get(one, one) for one in said["referred_columns"]]
    return said


def in_text(sql: Any, names: dict[str, str]) -> Any:
    """SQL, or a list of expressions, with other names for columns."""
    if isinstance(sql, list):
        return [in_text(one, names) for one in sql]
    if not sql or not names:
        return sql
    # A value that is spelled like a name is none.
    pattern = r"'(?:[^']|'')*'|(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)"
    return re.sub(pattern, lambda match: names.get(match.group(), match.group()), sql)


def sql_in_new_names(sql: str, renames: Renames) -> str:
    """SQL of any kind with the new names of the tables and columns that it names."""
    whole = {
        f"{old.schema or 'public'}.{old.table}": f"{new.schema or 'public'}.{new.table}"
        for old, new in renames.tables.items()
    }
    sql = in_text(sql, whole)
    sql = in_text(sql, {old.table: new.table for old, new in renames.tables.items()})
    for table, names in renames.columns.items():
        if re.search(rf"\b{re.escape(table.table)}\b", sql):
            sql = in_text(sql, names)
    return sql
