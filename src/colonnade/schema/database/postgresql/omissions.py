"""What a PostgreSQL database holds beside tables, named so that nobody looks for it in vain."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.dialects.postgresql import ARRAY, DOMAIN

from colonnade.schema.database.postgresql.relations import (
    USER_SCHEMA,
    Relation,
    Relations,
    not_of_extension,
)
from colonnade.schema.info import Omission, schema_info

BY_HAND = "it stays in the database; a migration has to make it elsewhere"
RELATIONS = {"v": "view", "m": "materialized view", "f": "foreign table"}
QUERIES = {
    "extension": "select extname from pg_extension where extname <> 'plpgsql' order by 1",
    "function": f"""
        select n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where {USER_SCHEMA} and {not_of_extension("p.oid")} order by 1""",
    "trigger": f"""
        select n.nspname || '.' || c.relname || '.' || t.tgname
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and t.tgparentid = 0 and {USER_SCHEMA} order by 1""",
    "policy": f"""
        select n.nspname || '.' || c.relname || '.' || p.polname
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where {USER_SCHEMA} order by 1""",
    "rule": f"""
        select n.nspname || '.' || c.relname || '.' || r.rulename
        from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
        where r.rulename <> '_RETURN' and {USER_SCHEMA} order by 1""",
    "composite type": f"""
        select n.nspname || '.' || t.typname
        from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_class c on c.oid = t.typrelid
        where c.relkind = 'c' and {USER_SCHEMA} and {not_of_extension("t.oid")} order by 1""",
    "range type": f"""
        select n.nspname || '.' || t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where t.typtype = 'r' and {USER_SCHEMA} and {not_of_extension("t.oid")} order by 1""",
    "collation": f"""
        select n.nspname || '.' || co.collname from pg_collation co join pg_namespace n on n.oid = co.collnamespace
        where {USER_SCHEMA} and {not_of_extension("co.oid")} order by 1""",
}
NAMED_TYPES = f"""
    select n.nspname as schema, t.typname as name, t.typtype = 'd' as is_domain,
        (select count(*) from pg_constraint c where c.contypid = t.oid and c.contype = 'c') as checks,
        t.typnotnull and exists (
            select 1 from pg_constraint c
            where c.contypid = t.oid and c.contype = 'c' and c.conname <> t.typname || '_check'
        ) as renamed
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where t.typtype in ('e', 'd') and {USER_SCHEMA} and {not_of_extension("t.oid")} order by 1, 2
"""


def note(connection: Connection, metadata: MetaData, found: Relations) -> None:
    """Add an omission for everything that was found and has no place in `MetaData`."""
    omissions = schema_info(metadata).omissions
    for relation in found.by_oid.values():
        omissions.extend(_of_relation(relation, found))
    for kind, query in QUERIES.items():
        for name in connection.scalars(text(query)):
            omissions.append(Omission(kind, name.removeprefix(f"{found.default}."), BY_HAND))
    for row in connection.execute(text(NAMED_TYPES)).mappings():
        omissions.extend(_of_type(dict(row), found, _used(metadata)))


def _of_relation(relation: Relation, found: Relations) -> Iterator[Omission]:
    name = found.key(relation.schema, relation.name)
    if relation.kind in RELATIONS:
        yield Omission(RELATIONS[relation.kind], name, BY_HAND)
    if relation.partition:
        yield Omission("partition", name, "its parent is made as one table with all rows")
    elif relation.kind == "p":
        yield Omission("partitioned table", name, "it is made as one table with all rows")
    elif relation.inherits:
        yield Omission("inheritance", name, "it is made as a table of its own")
    if relation.persistence == "u" and not relation.partition:
        yield Omission("unlogged table", name, "it is made as a logged table")
    if relation.tablespace and relation.is_table:
        yield Omission(
            "tablespace", f"{name} in {relation.tablespace}", "it is made in the default one"
        )
    if relation.secured and not relation.partition:
        yield Omission("row security", name, BY_HAND)


def _of_type(
    row: dict[str, Any], found: Relations, used: set[tuple[str | None, str]]
) -> Iterator[Omission]:
    kind = "domain" if row["is_domain"] else "enum"
    name = found.key(row["schema"], row["name"])
    if (found.schema(row["schema"]), row["name"]) not in used:
        yield Omission(kind, name, "no column uses it")
    elif row["checks"] > 1:
        yield Omission("domain check", name, "only one of its CHECKs is kept")
    elif row["renamed"]:
        yield Omission(
            "domain check", name, "its CHECK is kept under the name that PostgreSQL gives"
        )


def _used(metadata: MetaData) -> set[tuple[str | None, str]]:
    """The schema and name of each enum and domain that a column uses."""
    used: set[tuple[str | None, str]] = set()
    for table in metadata.tables.values():
        for column in table.columns:
            kind: Any = column.type
            while kind is not None:
                used.add((getattr(kind, "schema", None), getattr(kind, "name", None) or ""))
                kind = kind.item_type if isinstance(kind, ARRAY) else _below(kind)
    return used


def _below(kind: Any) -> Any:
    return kind.data_type if isinstance(kind, DOMAIN) else None
