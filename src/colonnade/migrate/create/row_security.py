"""Row security that `keep_row_security` declares: switched on, and who may do what. The policies are `objects`'."""

from collections.abc import Iterator

import sqlalchemy as sa

from colonnade.data.isolation.row_security import statements
from colonnade.data.isolation.row_security.creation import ROLE
from colonnade.data.isolation.row_security.protection import everyone_role
from colonnade.migrate.create.change import Change
from colonnade.migrate.create.operations import Statement, both_ways

_RIGHTS = """
SELECT n.nspname || '.' || c.relname, r.rolname, a.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) a
JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relkind IN ('r', 'p') AND r.rolname IN (:role, :everyone)"""
_NUMBERED = """
SELECT n.nspname FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace
CROSS JOIN LATERAL aclexplode(d.defaclacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE d.defaclobjtype = 'S' AND r.rolname = :role"""

Rights = dict[tuple[str, str], set[str]]
"""Privileges by table and role."""


def complete(change: Change) -> None:
    """Write the statements that let the database protect what the models say, and their opposites."""
    if change.sides is None or change.backend != "postgresql":
        return
    _switched(change)
    for metadata in change.metadata:
        if ROLE in metadata.info:
            _given(change, metadata.info[ROLE])


def _switched(change: Change) -> None:
    """Row security on and off, forced and not: of the tables for which the models say so."""
    assert change.sides is not None
    has, wants = (
        {one[0]: one[1] for one in side.facts["row security"]}
        for side in (change.sides.has, change.sides.wants)
    )
    for name, _ in change.tables():
        table = change.fact_name(name)
        old, new = has.get(table), wants.get(table)
        if new is not None and old != new:
            alter = f"ALTER TABLE {change.sql(name)}"
            change.last(Statement(f"{alter} {_switch(new)}", f"{alter} {_switch(old)}"))
    for name in change.dropped():
        if (forced := has.get(change.fact_name(name))) is not None:
            change.first(Statement("", f"ALTER TABLE {change.sql(name)} {_switch(forced)}"))


def _switch(forced: str | None) -> str:
    if forced is None:
        return "NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY"
    force = "FORCE" if forced == "True" else "NO FORCE"
    return f"ENABLE ROW LEVEL SECURITY, {force} ROW LEVEL SECURITY"


def _given(change: Change, role: str) -> None:
    """The rights of the application's roles."""
    assert change.sides is not None
    live, models = change.connection, change.sides.models
    for schema in sorted(_numbered(models, role) - _numbered(live, role)):
        forth = [*statements.sequence_rights([schema], role)]
        change.last(*both_ways(forth, [*statements.without_sequence_rights(schema, role)]))
    has, wants = _rights(live, role), _rights(models, role)
    names = {change.fact_name(name): change.sql(name) for name, _ in change.tables()}
    dropped = {change.fact_name(name): change.sql(name) for name in change.dropped()}
    for table, grantee in sorted(has.keys() | wants.keys()):
        old, new = has.get((table, grantee), set()), wants.get((table, grantee), set())
        if table in names:
            change.last(*_changed(names[table], grantee, old, new))
        elif table in dropped:
            back = statements.grant(dropped[table], grantee, sorted(old))
            change.first(Statement("", back))


def _changed(table: str, role: str, old: set[str], new: set[str]) -> Iterator[Statement]:
    for privileges, forth in ((sorted(new - old), True), (sorted(old - new), False)):
        if privileges:
            grant = statements.grant(table, role, privileges)
            revoke = statements.revoke(table, role, privileges)
            yield Statement(grant, revoke) if forth else Statement(revoke, grant)


def _rights(connection: sa.Connection, role: str) -> Rights:
    found: Rights = {}
    roles = {"role": role, "everyone": everyone_role(role)}
    for table, grantee, privilege in connection.execute(sa.text(_RIGHTS), roles):
        found.setdefault((table, grantee), set()).add(privilege)
    return found


def _numbered(connection: sa.Connection, role: str) -> set[str]:
    """The schemas whose sequences a role may use, also those that come."""
    return set(connection.execute(sa.text(_NUMBERED), {"role": role}).scalars())
