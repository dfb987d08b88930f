"""The statements that make and unmake row security, as text for PostgreSQL."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import MetaData

from colonnade.data.isolation.row_security.expressions import quoted
from colonnade.data.isolation.row_security.protection import (
    Policy,
    Protection,
    everyone_role,
    protections,
)

_TELLING_NOTHING = (
    "ts_match_vq(tsvector, tsquery)",
    "to_tsvector(regconfig, text)",
    "textcat(text, text)",
    "lower(text)",
    "textlike(text, text)",
    "texticlike(text, text)",
    "enum_eq(anyenum, anyenum)",
)


def enable(table: str) -> str:
    """Turn row security on, for the table's owner as well.

    Args:
        table: its name as SQL, as in the other functions.
    """
    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def disable(table: str) -> str:
    """Turn row security off."""
    return f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"


def create(table: str, policy: Policy) -> str:
    """Create a policy."""
    role = "PUBLIC" if policy.role == "public" else quoted(policy.role)
    check = "" if policy.check is None else f" WITH CHECK ({policy.check})"
    name = quoted(policy.name)
    command = "" if policy.command == "ALL" else f" FOR {policy.command}"
    using = f" USING ({policy.using})" if policy.command != "INSERT" else ""
    return f"CREATE POLICY {name} ON {table}{command} TO {role}{using}{check}"


def drop(table: str, name: str) -> str:
    """Drop a policy."""
    return f"DROP POLICY {quoted(name)} ON {table}"


def grant(table: str, role: str, privileges: Iterable[str]) -> str:
    """Give a role privileges on a table."""
    return f"GRANT {', '.join(privileges)} ON {table} TO {quoted(role)}"


def revoke(table: str, role: str, privileges: Iterable[str]) -> str:
    """Take privileges from a role."""
    return f"REVOKE {', '.join(privileges)} ON {table} FROM {quoted(role)}"


def role_statements(role: str) -> list[str]:
    """The statements that make the application's roles; an administrator runs them once for each server.

    The first role is the application's: it owns nothing, passes by no policy and inherits nothing. It gets no password
    here. The second is the one that a session for `EVERYONE` takes for one transaction.

    Args:
        role: the role with which the application connects.
    """
    mine, everyone = quoted(role), quoted(everyone_role(role))
    return [
        f"CREATE ROLE {mine} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
        f"CREATE ROLE {everyone} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
        f"GRANT {everyone} TO {mine}",
    ]


def row_security_statements(metadata: MetaData, role: str) -> list[str]:
    """The statements that protect tables which are there, for the tables' owner to run.

    Args:
        metadata: the tables, with their marks.
        role: the role with which the application connects.
    """
    made = protections(metadata, role)
    return [*_rights(metadata, role), *(one for table in made for one in protect(table))]


def protect(protection: Protection) -> Iterator[str]:
    """The statements for one table."""
    table = name_of(protection)
    if protection.policies:
        yield enable(table)
    yield from (create(table, policy) for policy in protection.policies)
    yield from (grant(table, role, privileges) for role, privileges in protection.grants)


def name_of(protection: Protection) -> str:
    """The table's name as SQL."""
    table = protection.table
    return f"{quoted(table.schema)}.{quoted(table.name)}" if table.schema else quoted(table.name)


def leakproof_statements() -> list[str]:
    """The statements by which searches use their indexes behind policies; a superuser runs them once in each database.

    PostgreSQL lets a condition choose rows before the policy has, and so use an index, only when its functions are
    said to tell nothing about the rows they see. These, which `search_index`, `prefix_index`, `trigram_index` and the
    comparison of enums use, are not said to. They could tell something only to somebody who writes SQL of their own
    with the application's role, who could set another owner as well. A dump does not hold the marks.
    """
    return [f"ALTER FUNCTION pg_catalog.{function} LEAKPROOF" for function in _TELLING_NOTHING]


def sequence_rights(schemas: Collection[str], role: str) -> Iterator[str]:
    """The right to number new rows, for both roles; also of the tables that their owner makes later.

    Args:
        schemas: the names of the schemas.
        role: the role with which the application connects.
    """
    roles = f"{quoted(role)}, {quoted(everyone_role(role))}"
    for schema in sorted(schemas):
        here = f"IN SCHEMA {quoted(schema)}"
        yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {roles}"
        yield f"GRANT USAGE ON ALL SEQUENCES {here} TO {roles}"
        yield f"ALTER DEFAULT PRIVILEGES {here} GRANT USAGE ON SEQUENCES TO {roles}"


def without_sequence_rights(schema: str, role: str) -> Iterator[str]:
    """The opposite of `sequence_rights`, for one schema."""
    roles, here = f"{quoted(role)}, {quoted(everyone_role(role))}", f"IN SCHEMA {quoted(schema)}"
    yield f"ALTER DEFAULT PRIVILEGES {here} REVOKE USAGE ON SEQUENCES FROM {roles}"
    yield f"REVOKE USAGE ON ALL SEQUENCES {here} FROM {roles}"
    yield f"REVOKE USAGE ON SCHEMA {quoted(schema)} FROM {roles}"


def _rights(metadata: MetaData, role: str) -> Iterator[str]:
    return sequence_rights({table.schema or "public" for table in metadata.tables.values()}, role)
