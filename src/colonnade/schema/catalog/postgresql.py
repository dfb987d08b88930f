"""The facts of a PostgreSQL database, all names qualified by their schema."""

from sqlalchemy import Connection, text

from colonnade.schema.catalog.facts import Fact, queried
from colonnade.schema.database.postgresql.constraints import readable
from colonnade.schema.database.postgresql.relations import USER_SCHEMA, not_of_extension

TABLES = f"""
    tables as (
        select c.*, n.nspname || '.' || c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and {USER_SCHEMA} and {not_of_extension("c.oid")}
    )"""
"""The tables that stand for themselves; a partition is a fact about its parent."""
COLUMNS = f"""
    with {TABLES}, columns as (
        select t.name || '.' || a.attname as name, a.*, ty.typcollation, pg_get_expr(d.adbin, d.adrelid) as expression
        from pg_attribute a join tables t on t.oid = a.attrelid join pg_type ty on ty.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped
    )"""
CONSTRAINTS = f"""
    with {TABLES}, constraints as (
        select t.name as of_table, c.*,
            regexp_replace(pg_get_constraintdef(c.oid), '( NO INHERIT)?( NOT VALID)?$', '') as definition
        from pg_constraint c join tables t on t.oid = c.conrelid where c.conparentid = 0
    )"""
INDEXES = f"""
    with {TABLES}, indexes as (
        select t.name as of_table, x.relname as index, i.*,
            case when i.indisunique then 'unique ' else '' end
            || regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', '') as definition
        from pg_index i join tables t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
        where not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    )"""
KINDS = {"p": "primary key", "f": "foreign key", "u": "unique", "c": "check", "x": "exclude"}

QUERIES = {
    "schema": f"select n.nspname from pg_namespace n where {USER_SCHEMA} and {not_of_extension('n.oid')}",
    "table": f"with {TABLES} select name from tables",
    "table comment": f"""
        with {TABLES} select name, obj_description(oid, 'pg_class') from tables
        where obj_description(oid, 'pg_class') is not null""",
    "unlogged": f"with {TABLES} select name from tables where relpersistence = 'u'",
    "storage parameter": f"with {TABLES} select name, unnest(reloptions) from tables",
    "inheritance": f"""
        with {TABLES} select t.name, i.inhparent::regclass from tables t join pg_inherits i on i.inhrelid = t.oid""",
    "partition": f"""
        select n.nspname || '.' || c.relname, pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {USER_SCHEMA} and c.relkind in ('r', 'p') and (c.relispartition or c.relkind = 'p')""",
    "column": f"{COLUMNS} select name from columns",
    "type": f"{COLUMNS} select name, format_type(atttypid, atttypmod) from columns",
    "not null": f"{COLUMNS} select name from columns where attnotnull",
    "default": f"""
        {COLUMNS} select name, expression from columns
        where expression is not null and attgenerated::text = '' and expression !~ '^nextval\\(.*::regclass\\)$'""",
    "automatic": f"""
        {COLUMNS} select name, coalesce(nullif(attidentity::text, ''), expression) from columns
        where attidentity::text <> '' or expression ~ '^nextval\\(.*::regclass\\)$'""",
    "generated": f"{COLUMNS} select name, expression, attgenerated from columns where attgenerated::text <> ''",
    "column comment": f"""
        {COLUMNS} select name, col_description(attrelid, attnum) from columns
        where col_description(attrelid, attnum) is not null""",
    "collation": f"""
        {COLUMNS} select c.name, o.collname from columns c join pg_collation o on o.oid = c.attcollation
        where c.attcollation <> c.typcollation""",
    "not valid": f"{CONSTRAINTS} select of_table, conname from constraints where not convalidated",
    "no inherit": f"{CONSTRAINTS} select of_table, conname from constraints where connoinherit and contype = 'c'",
    "constraint comment": f"""
        {CONSTRAINTS} select of_table, conname, obj_description(oid, 'pg_constraint') from constraints
        where obj_description(oid, 'pg_constraint') is not null""",
    "enum": f"""
        select n.nspname || '.' || t.typname,
            array(select quote_literal(e.enumlabel) from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)::text
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where t.typtype = 'e' and {USER_SCHEMA} and {not_of_extension("t.oid")}""",
    "domain": f"""
        select n.nspname || '.' || t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
            array(
                select c.conname || ' ' || pg_get_constraintdef(c.oid) from pg_constraint c
                where c.contypid = t.oid and c.contype = 'c' order by c.conname
            )::text
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where t.typtype = 'd' and {USER_SCHEMA} and {not_of_extension("t.oid")}""",
    "sequence": f"""
        select n.nspname || '.' || c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin,
            s.seqmax, s.seqcache, s.seqcycle
        from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
        where {USER_SCHEMA} and {not_of_extension("c.oid")}""",
    "view": f"""
        select n.nspname || '.' || c.relname, pg_get_viewdef(c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and {USER_SCHEMA} and {not_of_extension("c.oid")}""",
    "foreign table": f"""
        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'f' and {USER_SCHEMA}""",
    "trigger": f"""
        with {TABLES} select t.name, pg_get_triggerdef(g.oid) from pg_trigger g join tables t on t.oid = g.tgrelid
        where not g.tgisinternal""",
    "function": f"""
        select n.nspname || '.' || p.proname, pg_get_function_identity_arguments(p.oid), md5(p.prosrc)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where {USER_SCHEMA} and {not_of_extension("p.oid")}""",
    "row security": f"with {TABLES} select name, relforcerowsecurity from tables where relrowsecurity",
    "policy": """
        select schemaname || '.' || tablename, policyname, permissive, roles::text, cmd, qual, with_check
        from pg_policies""",
}


def facts(connection: Connection) -> dict[str, frozenset[Fact]]:
    """The facts of all schemas that are a user's."""
    # Definitions then name every schema.
    connection.execute(text("set local search_path to ''"))
    found = queried(connection, QUERIES)
    for letter, kind in KINDS.items():
        rows = connection.execute(
            text(
                f"{CONSTRAINTS} select of_table, conname, definition from constraints where contype::text = :letter"
            ),
            {"letter": letter},
        ).all()
        found[kind] = frozenset((table, readable(definition)) for table, _, definition in rows)
        found[f"{kind} name"] = frozenset((*row[:2], readable(row[2])) for row in rows)
    indexes = connection.execute(
        text(f"{INDEXES} select of_table, index, definition from indexes")
    ).all()
    found["index"] = frozenset((table, readable(definition)) for table, _, definition in indexes)
    found["index name"] = frozenset((*row[:2], readable(row[2])) for row in indexes)
    return found
