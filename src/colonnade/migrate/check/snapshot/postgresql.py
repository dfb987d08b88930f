"""A snapshot of PostgreSQL, by oids: what has another name is still the same thing."""

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

_OURS = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'"
_NAME = "case n.nspname when 'public' then '' else n.nspname || '.' end || "
_KINDS = {
    "p": "primary key",
    "f": "foreign key",
    "u": "unique",
    "c": "check",
    "x": "exclude",
}

TABLES = f"""
    select c.oid::bigint, {_NAME}c.relname, c.relfilenode::bigint, case c.relkind when 'p' then 'partitioned ' else '' end || c.relpersistence::text || c.reltablespace,
        c.relrowsecurity, coalesce((select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid), '')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {_OURS}"""
COLUMNS = f"""
    select a.attrelid::bigint, a.attnum::int, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,
        coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated::text <> '',
        a.attidentity::text <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid), '') ~ '^nextval\\(',
        coalesce((select o.collname::text from pg_collation o where o.oid = a.attcollation and o.oid <> t.typcollation), '')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and {_OURS}"""
CONSTRAINTS = f"""
    select k.conrelid::bigint, k.oid::bigint, k.conname, k.contype::text, pg_get_constraintdef(k.oid), k.convalidated,
        coalesce((select {_NAME.replace("n.", "m.")}f.relname from pg_class f join pg_namespace m on m.oid = f.relnamespace
            where f.oid = k.confrelid), ''),
        array(select a.attname::text from unnest(k.conkey) with ordinality as u(key, place)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.key order by u.place),
        k.conindid::bigint
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype in ('p', 'f', 'u', 'c', 'x') and {_OURS}"""
INDEXES = f"""
    select i.indrelid::bigint, i.indexrelid::bigint, x.relname, i.indisunique, i.indisvalid, x.relfilenode::bigint,
        pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {_OURS}"""
ENUMS = f"""
    select {_NAME}t.typname, array_agg(e.enumlabel::text order by e.enumsortorder)
    from pg_enum e join pg_type t on t.oid = e.enumtypid join pg_namespace n on n.oid = t.typnamespace
    where {_OURS} group by 1"""
OTHERS = f"""
    select case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::bigint, {_NAME}c.relname, '', array(
        select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
    )
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and {_OURS}
    union all
    select 'sequence', c.oid::bigint, {_NAME}c.relname, '', '{{}}'::text[]
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and {_OURS}
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i'))
    union all
    select 'function', p.oid::bigint, {_NAME}p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', '',
        array[pg_get_function_result(p.oid)]
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {_OURS}
    union all
    select 'trigger', g.oid::bigint, g.tgname, {_NAME}c.relname, array[g.tgenabled::text]
    from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not g.tgisinternal and {_OURS}
    union all
    select 'policy', p.oid::bigint, p.polname, {_NAME}c.relname, array[
        p.polpermissive::text, coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    ]
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where {_OURS}"""


def snapshot(cursor: Any) -> Snapshot:
    """What the database has, uncommitted changes of this connection included.

    Args:
        cursor: a cursor of psycopg, on the connection that migrates.
    """
    columns: defaultdict[int, dict[Key, Column]] = defaultdict(dict)
    for table, key, *rest in _rows(cursor, COLUMNS):
        columns[table][key] = Column(*rest)
    constraints: defaultdict[int, dict[Key, Constraint]] = defaultdict(dict)
    for table, key, name, kind, definition, valid, target, names, index in _rows(
        cursor, CONSTRAINTS
    ):
        constraints[table][key] = Constraint(
            name, _KINDS[kind], tuple(names), definition, valid, target, index
        )
    indexes: defaultdict[int, dict[Key, Index]] = defaultdict(dict)
    for table, key, *rest in _rows(cursor, INDEXES):
        indexes[table][key] = Index(*rest)
    tables: dict[Key, Table] = {
        key: Table(name, file, columns[key], constraints[key], indexes[key], *rest)
        for key, name, file, *rest in _rows(cursor, TABLES)
    }
    enums = {name: tuple(labels) for name, labels in _rows(cursor, ENUMS)}
    others = {
        (kind, key): Other(kind, name, of, tuple(says))
        for kind, key, name, of, says in _rows(cursor, OTHERS)
    }
    return Snapshot(tables, enums, others)


def _rows(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    rows: list[Any] = cursor.fetchall()
    return rows
