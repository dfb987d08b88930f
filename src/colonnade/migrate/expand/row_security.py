"""Rows that policies of PostgreSQL hide from whoever fills a column: no fill leaves them out in silence.

Superusers, roles with BYPASSRLS and, without FORCE, the owner of a table see all of its rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from colonnade.errors import UsageError
from colonnade.migrate.expand.phases import escaped, execute, refuse_while

REMEDY = "Run it as a role that sees all rows: a superuser, one with BYPASSRLS, or the owner of a table without FORCE."

_SECURITY = """
SELECT relrowsecurity, relforcerowsecurity, array(
    SELECT privilege_type || '|' || coalesce(quote_ident(r.rolname), 'PUBLIC')
    FROM aclexplode(c.relacl) p LEFT JOIN pg_roles r ON r.oid = p.grantee WHERE p.grantee <> c.relowner ORDER BY 1
) FROM pg_class c WHERE c.oid = to_regclass(:table)"""
_POLICIES = """
SELECT quote_ident(p.polname) AS name, pg_get_expr(p.polqual, p.polrelid) AS "using",
    pg_get_expr(p.polwithcheck, p.polrelid) AS with_check, array(
        SELECT DISTINCT a.attname::text FROM pg_depend d
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refobjid = p.polrelid
    ) AS columns
FROM pg_policy p WHERE p.polrelid = to_regclass(:table) ORDER BY p.polname"""


@dataclass(frozen=True)
class Policy:
    """A policy.

    Attributes:
        name: its name as SQL.
        using, check: its conditions as SQL; empty where it has none.
        columns: the columns of its table that they name.
    """

    name: str
    using: str
    check: str
    columns: frozenset[str]


@dataclass(frozen=True)
class Protected:
    """Who may do what with the rows of a table.

    Attributes:
        enabled, forced: whether policies hold, and for its owner as well.
        policies: the policies.
        grants: what roles may do, as `SELECT|role`.
    """

    enabled: bool = False
    forced: bool = False
    policies: tuple[Policy, ...] = ()
    grants: tuple[str, ...] = ()


def protected(connection: Connection, table: str) -> Protected:
    """The row security of a table; none but on PostgreSQL.

    Args:
        connection: to the database.
        table: its name as SQL.
    """
    if connection.dialect.name != "postgresql":
        return Protected()
    enabled, forced, grants = connection.execute(sa.text(_SECURITY), {"table": table}).one()
    policies = connection.execute(sa.text(_POLICIES), {"table": table})
    return Protected(enabled, forced, tuple(_read(policies)), tuple(grants))


def _read(rows: Iterable[sa.Row[Any]]) -> Iterator[Policy]:
    for row in rows:
        using, check = escaped(row.using or ""), escaped(row.with_check or "")
        yield Policy(row.name, using, check, frozenset(row.columns))


def seen(table: str, security: Protected) -> list[str]:
    """The operations that refuse to go on where policies hide rows from the role of the migration.

    Args:
        table: its name as SQL.
        security: its row security.
    """
    if not security.enabled:
        return []
    literal = table.replace("'", "''")
    return refuse_while(
        f"SELECT 1 WHERE row_security_active('{literal}')", f"Policies hide rows. {REMEDY}"
    )


_ACTIVE = sa.text("SELECT row_security_active(CAST(:table AS text)), current_user")


def refuse_hidden(connection: Connection, table: sa.Table) -> None:
    """Refuse to fill a table of which this role may not see all rows.

    Raises:
        UsageError: policies hide rows from it.
    """
    if connection.dialect.name != "postgresql":
        return
    name = connection.dialect.identifier_preparer.format_table(table)
    active, role = connection.execute(_ACTIVE, {"table": name}).one()
    if active:
        raise UsageError(f"Its policies hide rows of {table.fullname} from {role}.", REMEDY)


def shared(security: Protected, table: str, belongs: str, parent: str) -> list[str]:
    """The operations that let the rows of a new table be seen by whoever sees the rows that they belong to.

    Args:
        security: the row security of the first table.
        table: the new one, as SQL.
        belongs: the condition by which a row belongs to one of `parent`.
        parent: the first table, as SQL.
    """
    found = []
    for one in security.grants:
        privilege, _, role = one.partition("|")
        found.append(f"GRANT {privilege} ON {table} TO {role}")
    if security.enabled:
        force = ", FORCE ROW LEVEL SECURITY" if security.forced else ""
        visible = f"EXISTS (SELECT 1 FROM {parent} AS parent WHERE {belongs})"
        found.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY{force}")
        found.append(f"CREATE POLICY by_parent ON {table} USING ({visible}) WITH CHECK ({visible})")
    return [execute(sql) for sql in found]
