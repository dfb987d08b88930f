"""What a PostgreSQL server says about roles, tables, policies, views and functions, as values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from colonnade.data.isolation.row_security.protection import Policy

Run = Callable[[str], Sequence[Any]]
"""Runs a query without parameters and gives its rows."""

# Names are then printed with their schemas, whatever the path was.
_PATH = "SELECT set_config('search_path', 'pg_catalog', true)"

_ROLE = """
SELECT session_user::text, coalesce(current_schema()::text, 'public'), me.rolsuper, me.rolbypassrls, current_setting('server_version_num')::int,
       coalesce(pg_has_role(session_user, other.oid, 'MEMBER'), false),
       coalesce(pg_has_role(session_user, other.oid, 'USAGE'), false)
FROM pg_roles me LEFT JOIN pg_roles other ON other.rolname = session_user || '_everyone'
WHERE me.rolname = session_user"""

_TABLES = """
SELECT n.nspname::text, c.relname::text, c.relkind::text, c.relrowsecurity, c.relforcerowsecurity,
       pg_has_role(session_user, c.relowner, 'USAGE'),
       ARRAY(SELECT p FROM unnest(ARRAY['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE']) p
             WHERE has_table_privilege(session_user, c.oid, p)),
       coalesce(c.reloptions::text ~* 'security_invoker=(true|on|1|yes)', false)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"""

_POLICIES = """
SELECT n.nspname::text, c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive,
       ARRAY(SELECT coalesce(r.rolname::text, 'public') FROM unnest(p.polroles) x LEFT JOIN pg_roles r ON r.oid = x),
       coalesce(pg_get_expr(p.polqual, p.polrelid), 'true'), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace"""

_FUNCTIONS = """
SELECT n.nspname::text, p.proname::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles o ON o.oid = p.proowner
LEFT JOIN pg_roles other ON other.rolname = session_user || '_everyone'
WHERE p.prosecdef AND p.prorettype <> 'trigger'::regtype AND n.nspname !~ '^pg_'
  AND has_function_privilege(session_user, p.oid, 'EXECUTE')
  AND (o.rolsuper OR o.rolbypassrls OR coalesce(pg_has_role(o.oid, other.oid, 'USAGE'), false))
  AND NOT EXISTS (SELECT 1 FROM pg_depend d
                  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"""

_SLOW_INDEXES = r"""
SELECT n.nspname::text, t.relname::text, i.relname::text
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE t.relrowsecurity AND (x.indexprs::text ~ '{COALESCE' OR EXISTS (
    SELECT 1 FROM regexp_matches(x.indexprs::text, ':(?:op)?funcid (\d+)', 'g') said
    JOIN pg_proc f ON f.oid = said[1]::oid WHERE NOT f.proleakproof) OR EXISTS (
    SELECT 1 FROM unnest(x.indclass::oid[]) k JOIN pg_opclass c ON c.oid = k
    JOIN pg_am a ON a.oid = c.opcmethod JOIN pg_amop o ON o.amopfamily = c.opcfamily AND o.amoplefttype = c.opcintype
    JOIN pg_operator p ON p.oid = o.amopopr JOIN pg_proc f ON f.oid = p.oprcode
    GROUP BY k HAVING NOT bool_or(f.proleakproof AND (p.oprname <> '=' OR a.amname IN ('btree', 'hash')))))"""

_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

Name = tuple[str, str]
"""Schema and name."""


@dataclass(frozen=True)
class Role:
    """The role with which the application connects.

    Attributes:
        name: its name.
        schema: the one that it takes where none is named.
        superuser: whether no policy holds for it.
        bypasses: whether it has BYPASSRLS.
        version: the server's, as 150020.
        may_be_everyone: whether it can take the role for `EVERYONE`.
        is_everyone: whether it has the rights of that role without taking it.
    """

    name: str
    schema: str
    superuser: bool
    bypasses: bool
    version: int
    may_be_everyone: bool
    is_everyone: bool


@dataclass(frozen=True)
class Relation:
    """A table or a view.

    Attributes:
        name: schema and name.
        kind: `r` and `p` for tables, `v` for a view, `m` for a materialised one.
        enabled: whether row security is on.
        forced: whether it holds for the owner of the table.
        owned: whether the application's role has the rights of the owner.
        privileges: what the application may do.
        invoker: whether a view is read with the rights of who reads it.
    """

    name: Name
    kind: str
    enabled: bool
    forced: bool
    owned: bool
    privileges: frozenset[str]
    invoker: bool


@dataclass(frozen=True)
class Catalog:
    """All that decides whether row security holds.

    Attributes:
        role: the application's.
        relations: tables and views by name.
        policies: the policies of each table; those that only narrow what is seen are left out.
        functions: functions that run with more rights than the application has.
        slow_indexes: table and index, where a policy keeps PostgreSQL from using the index.
    """

    role: Role
    relations: dict[Name, Relation]
    policies: dict[Name, list[Policy]]
    functions: list[Name]
    slow_indexes: list[tuple[Name, str]]


def read(run: Run) -> Catalog:
    """Read the catalogue, in a transaction of its own."""
    role = Role(*run(_ROLE)[0])
    relations = [
        Relation((s, n), k, e, f, o, frozenset(p), i) for s, n, k, e, f, o, p, i in run(_TABLES)
    ]
    return Catalog(
        role=role,
        relations={relation.name: relation for relation in relations},
        policies=policies(run),
        functions=[(schema, name) for schema, name in run(_FUNCTIONS)],
        slow_indexes=[((schema, table), index) for schema, table, index in run(_SLOW_INDEXES)],
    )


def policies(run: Run) -> dict[Name, list[Policy]]:
    """The permissive policies of every table.

    The search path is another one for the rest of the transaction.
    """
    run(_PATH)
    found: dict[Name, list[Policy]] = {}
    for schema, table, name, command, permissive, roles, using, check in run(_POLICIES):
        if permissive:
            policy = Policy(name, ", ".join(sorted(roles)), using, check, _COMMANDS[command])
            found.setdefault((schema, table), []).append(policy)
    return found
