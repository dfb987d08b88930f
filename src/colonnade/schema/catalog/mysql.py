"""The facts of a MariaDB or MySQL database."""

from sqlalchemy import Connection

from colonnade.schema.catalog.facts import Fact, queried

HERE = "table_schema = database()"
COLUMNS = (
    f"from information_schema.columns where {HERE} and table_name in (select table_name from base)"
)
BASE = f"""
    with base as (select table_name from information_schema.tables where {HERE} and table_type = 'BASE TABLE')"""

QUERIES = {
    "table": f"{BASE} select table_name from base",
    "table comment": f"""
        select table_name, table_comment from information_schema.tables
        where {HERE} and table_type = 'BASE TABLE' and table_comment <> ''""",
    "table option": f"""
        select table_name, engine, table_collation from information_schema.tables
        where {HERE} and table_type = 'BASE TABLE'""",
    "column": f"{BASE} select table_name, column_name {COLUMNS}",
    "type": f"{BASE} select table_name, column_name, column_type {COLUMNS}",
    "not null": f"{BASE} select table_name, column_name {COLUMNS} and is_nullable = 'NO'",
    "default": f"""
        {BASE} select table_name, column_name, replace(column_default, concat('`', database(), '`.'), '') {COLUMNS}
        and column_default is not null and column_default <> 'NULL'""",
    "automatic": f"{BASE} select table_name, column_name, extra {COLUMNS} and extra <> ''",
    "generated": f"""
        {BASE} select table_name, column_name, generation_expression {COLUMNS}
        and coalesce(generation_expression, '') <> ''""",
    "column comment": f"{BASE} select table_name, column_name, column_comment {COLUMNS} and column_comment <> ''",
    "collation": f"{BASE} select table_name, column_name, collation_name {COLUMNS} and collation_name is not null",
    "primary key": f"""
        select table_name, ordinal_position, column_name from information_schema.key_column_usage
        where {HERE} and constraint_name = 'PRIMARY'""",
    "foreign key": """
        select k.table_name, group_concat(k.column_name order by k.ordinal_position), k.referenced_table_name,
            group_concat(k.referenced_column_name order by k.ordinal_position), r.update_rule, r.delete_rule
        from information_schema.key_column_usage k
        join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema
            and r.constraint_name = k.constraint_name and r.table_name = k.table_name
        where k.table_schema = database() and k.referenced_table_name is not null
        group by k.table_name, k.constraint_name, k.referenced_table_name, r.update_rule, r.delete_rule""",
    "foreign key name": """
        select table_name, constraint_name, group_concat(column_name order by ordinal_position)
        from information_schema.key_column_usage
        where table_schema = database() and referenced_table_name is not null
        group by table_name, constraint_name""",
    "check": """
        select t.table_name, c.check_clause from information_schema.check_constraints c
        join information_schema.table_constraints t on t.constraint_schema = c.constraint_schema
            and t.constraint_name = c.constraint_name and t.constraint_type = 'CHECK' {same_table}
        where c.constraint_schema = database()""",
    "check name": f"""
        select table_name, constraint_name from information_schema.table_constraints
        where {HERE} and constraint_type = 'CHECK'""",
    "index": f"""
        select table_name, index_name, if(non_unique, '-', 'unique'), index_type, group_concat(
            concat(column_name, coalesce(concat('(', sub_part, ')'), ''), if(collation = 'D', ' desc', ''))
            order by seq_in_index
        ), index_comment
        from information_schema.statistics where {HERE} and index_name <> 'PRIMARY'
        group by table_name, index_name, non_unique, index_type, index_comment""",
    "sequence": f"select table_name from information_schema.tables where {HERE} and table_type = 'SEQUENCE'",
    "view": f"""
        select table_name, md5(replace(view_definition, concat('`', database(), '`.'), ''))
        from information_schema.views where {HERE}""",
    "partition": f"""
        select distinct table_name, partition_method, partition_expression from information_schema.partitions
        where {HERE} and partition_method is not null""",
    "trigger": """
        select event_object_table, trigger_name, action_timing, event_manipulation, md5(action_statement)
        from information_schema.triggers where trigger_schema = database()""",
    "function": """
        select routine_name, routine_type, md5(routine_definition) from information_schema.routines
        where routine_schema = database()""",
}


def facts(connection: Connection) -> dict[str, frozenset[Fact]]:
    """The facts of the database that the connection is to."""
    # Names of checks are unique in a schema of MySQL, and only in a table of MariaDB.
    same_table = (
        "and t.table_name = c.table_name"
        if getattr(connection.dialect, "is_mariadb", False)
        else ""
    )
    queries = QUERIES | {"check": QUERIES["check"].format(same_table=same_table)}
    return queried(connection, queries)
