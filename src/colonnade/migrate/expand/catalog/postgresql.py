"""What PostgreSQL says of a column, and of what stands on the columns of a table."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from colonnade.migrate.expand.catalog.dependent import Dependent, Kind
from colonnade.migrate.expand.catalog.said import Said
from colonnade.migrate.expand.phases import escaped

_KINDS: dict[str, Kind] = {
    "p": "primary key",
    "u": "unique",
    "c": "check",
    "f": "foreign key",
    "x": "exclude",
}
_CONSTRAINTS = """
SELECT c.contype::text, c.conname, pg_get_constraintdef(c.oid), pg_get_indexdef(c.conindid),
    CASE WHEN c.condeferred THEN ' DEFERRABLE INITIALLY DEFERRED' WHEN c.condeferrable THEN ' DEFERRABLE' ELSE '' END,
    array(
        SELECT a.attname::text FROM unnest(c.conkey) n JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = n
    )
FROM pg_constraint c WHERE c.conrelid = to_regclass(:table) AND c.contype IN ('p', 'u', 'c', 'f', 'x')
ORDER BY c.conname"""
_INDEXES = """
SELECT x.relname, pg_get_indexdef(x.oid), i.indisunique,
    array(
        SELECT DISTINCT a.attname::text FROM pg_depend d
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = x.oid AND d.refobjid = i.indrelid
    )
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
WHERE i.indrelid = to_regclass(:table)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.oid AND c.contype IN ('p', 'u', 'x'))
ORDER BY x.relname"""
_COLUMN = """
SELECT format_type(a.atttypid, a.atttypmod),
    (SELECT quote_ident(o.collname) FROM pg_collation o WHERE o.oid = a.attcollation AND o.oid <> t.typcollation),
    pg_get_expr(d.adbin, d.adrelid), quote_literal(col_description(a.attrelid, a.attnum)),
    array(
        SELECT p.privilege_type || '|' || coalesce(quote_ident(r.rolname), 'PUBLIC')
        FROM aclexplode(a.attacl) p LEFT JOIN pg_roles r ON r.oid = p.grantee ORDER BY 1
    )
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = to_regclass(:table) AND a.attname = :name"""
_IN_THE_WAY = """
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_depend d
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = to_regclass(:table) AND a.attname = :name
    AND (
        d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_proc'::regclass)
        OR d.classid = 'pg_attrdef'::regclass
            AND NOT EXISTS (SELECT 1 FROM pg_attrdef f WHERE f.oid = d.objid AND f.adnum = a.attnum)
        OR d.classid = 'pg_constraint'::regclass
            AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.oid = d.objid AND c.conrelid = d.refobjid)
    )
UNION
SELECT 'trigger ' || g.tgname || ', whose function names it' FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
WHERE g.tgrelid = to_regclass(:table) AND NOT g.tgisinternal AND p.prosrc ~ ('\\m(NEW|OLD)\\.' || :name || '\\M')
ORDER BY 1"""


def column(connection: Connection, table: str, name: str) -> Said:
    """What is said of a column.

    Args:
        connection: to the database.
        table: its table, as SQL.
        name: its name.
    """
    found = connection.execute(sa.text(_COLUMN), {"table": table, "name": name}).one()
    type_, collation, default, comment, grants = found
    return Said(
        type_ + (f" COLLATE {collation}" if collation else ""),
        escaped(default or ""),
        escaped(comment or ""),
        tuple(grants),
    )


def dependents(connection: Connection, table: str) -> Iterator[Dependent]:
    """What stands on the columns of a table.

    Args:
        connection: to the database.
        table: its name as SQL.
    """
    for name, sql, unique, columns in connection.execute(sa.text(_INDEXES), {"table": table}):
        yield Dependent("index", name, _of_index(sql), frozenset(columns), unique)
    for letter, name, sql, index, deferrable, columns in connection.execute(
        sa.text(_CONSTRAINTS), {"table": table}
    ):
        kind = _KINDS[letter]
        indexed = kind in ("primary key", "unique")
        said = _of_index(index) if indexed else escaped(sql)
        yield Dependent(kind, name, said, frozenset(columns), indexed, deferrable)


def in_the_way(connection: Connection, table: str, name: str) -> list[str]:
    """What does not let a column go: views, triggers, foreign keys to it, columns that are computed from it.

    Args:
        connection: to the database.
        table: its table, as SQL.
        name: its name.
    """
    return list(connection.scalars(sa.text(_IN_THE_WAY), {"table": table, "name": name}))


def _of_index(sql: str) -> str:
    """What stands behind the name and the table of an index."""
    return escaped(re.sub(r"^.*? USING ", "USING ", sql, count=1, flags=re.DOTALL))
