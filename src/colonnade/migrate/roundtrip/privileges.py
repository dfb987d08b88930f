"""Who may do what, as facts that can be compared as those of the catalogue."""

from sqlalchemy import Connection, text

from colonnade.schema.catalog import Fact
from colonnade.schema.catalog.facts import fact

_POSTGRESQL = """
WITH things AS (
    SELECT n.nspname || '.' || c.relname AS name, c.relowner AS owner, c.relacl AS acl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    UNION ALL
    SELECT n.nspname || '.' || c.relname || '.' || a.attname, c.relowner, a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT a.attisdropped
    UNION ALL
    SELECT n.nspname || '.' || p.proname, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    UNION ALL
    SELECT nspname || '.', nspowner, nspacl FROM pg_namespace
    UNION ALL
    SELECT coalesce(n.nspname, '') || '. by default', d.defaclrole, d.defaclacl
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
)
SELECT t.name, coalesce(r.rolname, 'public'), a.privilege_type
FROM things t CROSS JOIN LATERAL aclexplode(t.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> t.owner AND t.name !~ '^(pg_|information_schema)'"""

_MYSQL = """
SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges
WHERE table_schema = database()"""


def privileges(connection: Connection) -> frozenset[Fact]:
    """The privileges that others than the owner have; none on SQLite, which has no users."""
    if connection.dialect.name == "sqlite":
        return frozenset()
    query = _POSTGRESQL if connection.dialect.name == "postgresql" else _MYSQL
    return frozenset(fact(row) for row in connection.execute(text(query)))
