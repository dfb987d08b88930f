"""A snapshot of MariaDB or MySQL, whose columns keep nothing but their place when they are renamed."""

from collections import defaultdict
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

TABLES = """
    select table_name, row_format from information_schema.tables
    where table_schema = database() and table_type = 'BASE TABLE'"""
COLUMNS = """
    select table_name, ordinal_position, column_name, column_type, is_nullable, column_default, extra,
        coalesce(collation_name, '')
    from information_schema.columns where table_schema = database()"""
CONSTRAINTS = """
    select t.table_name, t.constraint_name, lower(t.constraint_type),
        coalesce(group_concat(k.column_name order by k.ordinal_position), ''),
        coalesce(max(k.referenced_table_name), '')
    from information_schema.table_constraints t left join information_schema.key_column_usage k
    on k.constraint_schema = t.constraint_schema and k.constraint_name = t.constraint_name and k.table_name = t.table_name
    where t.table_schema = database() group by 1, 2, 3"""
INDEXES = """
    select table_name, index_name, not max(non_unique), group_concat(coalesce(column_name, '') order by seq_in_index)
    from information_schema.statistics where table_schema = database() and index_name <> 'PRIMARY' group by 1, 2"""
OTHERS = """
    select 'view', t.table_name, '', coalesce((
        select group_concat(c.column_name order by c.ordinal_position) from information_schema.columns c
        where c.table_schema = t.table_schema and c.table_name = t.table_name
    ), '') from information_schema.tables t where t.table_schema = database() and t.table_type = 'VIEW'
    union all select lower(routine_type), routine_name, '', coalesce(dtd_identifier, '') from information_schema.routines
    where routine_schema = database()
    union all select 'trigger', trigger_name, event_object_table, '' from information_schema.triggers
    where trigger_schema = database()"""


def snapshot(cursor: Any) -> Snapshot:
    """What the database has.

    Args:
        cursor: a cursor of the driver, on the connection that migrates.
    """
    columns: defaultdict[str, dict[Key, Column]] = defaultdict(dict)
    for table, place, name, type_, nullable, default, extra, collation in _rows(cursor, COLUMNS):
        columns[table][place] = Column(
            name=name,
            type=type_,
            nullable=nullable == "YES",
            # MariaDB says NULL where it means that, and MySQL nothing at all.
            default="" if default in (None, "NULL") else str(default),
            generated="GENERATED" in extra and "DEFAULT_GENERATED" not in extra,
            numbered="auto_increment" in extra,
            collation=collation,
        )
    constraints: defaultdict[str, dict[Key, Constraint]] = defaultdict(dict)
    for table, name, kind, names, target in _rows(cursor, CONSTRAINTS):
        constraints[table][name] = Constraint(name, kind, tuple(names.split(",")), target=target)
    indexes: defaultdict[str, dict[Key, Index]] = defaultdict(dict)
    for table, name, unique, names in _rows(cursor, INDEXES):
        indexes[table][name] = Index(name, bool(unique), definition=names)
    tables: dict[Key, Table] = {
        name: Table(
            name, 0, columns[name], constraints[name], indexes[name], storage=row_format or ""
        )
        for name, row_format in _rows(cursor, TABLES)
    }
    others = {
        (kind, name): Other(kind, name, of, tuple(says.split(",")))
        for kind, name, of, says in _rows(cursor, OTHERS)
    }
    return Snapshot(tables, {}, others)


def _rows(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    rows: list[Any] = cursor.fetchall()
    return rows
