"""What a database has beside tables, with the SQL that makes it: functions, views, virtual tables, triggers and policies."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from colonnade.schema.database.connect import dialect_of
from colonnade.schema.database.postgresql.relations import USER_SCHEMA, not_of_extension

KINDS = ("function", "virtual table", "view", "trigger", "policy")
"""In this order they are made: what comes later may use what is there."""


@dataclass(frozen=True)
class Definition:
    """One of them.

    Attributes:
        kind: which of `KINDS`.
        name: its name, with what tells it from others of that name.
        table: the table that it belongs to; empty for functions and views.
        create: the statements that make it.
        drop: the statement that drops it.
    """

    kind: str
    name: str
    table: str
    create: tuple[str, ...]
    drop: str

    @property
    def key(self) -> tuple[str, str, str]:
        """By which the two sides of a comparison are matched."""
        return (self.kind, self.table, self.name)

    def mentions(self, name: str) -> bool:
        """Whether its SQL names a table or another definition, in quotes or without."""
        bare = re.escape(name.rpartition(".")[2])
        return re.search(rf"(?<!\w){bare}(?!\w)", " ".join(self.create)) is not None


def definitions(connection: sa.Connection) -> list[Definition]:
    """All of a database, in an order in which they can be made.

    On PostgreSQL their SQL names every schema.
    """
    found = list(_READERS[dialect_of(connection)](connection))
    found.sort(key=lambda one: (KINDS.index(one.kind), one.table, one.name))
    return list(_ordered(found))


def _ordered(found: list[Definition]) -> Iterator[Definition]:
    """Each behind those that it mentions."""
    waiting = list(found)
    while waiting:
        names = {one.name for one in waiting if one.kind in ("function", "view")}
        free = [one for one in waiting if not any(map(one.mentions, names - {one.name}))]
        for one in free or waiting[:1]:  # recursive functions mention each other
            waiting.remove(one)
            yield one


_FUNCTIONS = f"""
SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prokind
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ('f', 'p') AND {USER_SCHEMA} AND {not_of_extension("p.oid")}"""
_VIEWS = f"""
SELECT c.oid::regclass::text, c.relkind = 'm', coalesce(array_to_string(c.reloptions, ', '), ''), pg_get_viewdef(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND {USER_SCHEMA} AND {not_of_extension("c.oid")}"""
_TRIGGERS = f"""
SELECT n.nspname || '.' || c.relname, c.oid::regclass::text, quote_ident(g.tgname), pg_get_triggerdef(g.oid)
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND {USER_SCHEMA}"""
_POLICIES = """
SELECT schemaname || '.' || tablename, quote_ident(schemaname) || '.' || quote_ident(tablename), quote_ident(policyname),
    permissive, cmd, qual, with_check, (
        SELECT string_agg(CASE r WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(r) END, ', ' ORDER BY r) FROM unnest(roles) r
    )
FROM pg_policies"""


def _postgresql(connection: sa.Connection) -> Iterator[Definition]:
    savepoint = connection.begin_nested()
    connection.exec_driver_sql("SET LOCAL search_path TO ''")  # until the savepoint
    queries = (_FUNCTIONS, _VIEWS, _TRIGGERS, _POLICIES)
    functions, views, triggers, policies = [_rows(connection, query) for query in queries]
    savepoint.rollback()
    for name, create, kind in functions:
        word = "PROCEDURE" if kind == "p" else "FUNCTION"
        yield Definition("function", name, "", (create.strip(),), f"DROP {word} {name}")
    for name, stored, options, query in views:
        word = "MATERIALIZED VIEW" if stored else "VIEW"
        more = f" WITH ({options})" if options else ""
        create = f"CREATE {word} {name}{more} AS {query.strip().rstrip(';')}"
        yield Definition("view", name, "", (create,), f"DROP {word} {name}")
    for fact, table, name, create in triggers:
        yield Definition("trigger", name, fact, (create,), f"DROP TRIGGER {name} ON {table}")
    for policy in policies:
        yield _policy(*policy)


def _policy(
    fact: str,
    table: str,
    name: str,
    permissive: str,
    *rules: str | None,
) -> Definition:
    command, using, check, roles = rules
    create = f"CREATE POLICY {name} ON {table}"
    create += "" if permissive == "PERMISSIVE" else " AS RESTRICTIVE"
    create += "" if command == "ALL" else f" FOR {command}"
    create += f" TO {roles}"
    create += f" USING ({using})" if using is not None else ""
    create += f" WITH CHECK ({check})" if check is not None else ""
    return Definition("policy", name, fact, (create,), f"DROP POLICY {name} ON {table}")


def _sqlite(connection: sa.Connection) -> Iterator[Definition]:
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    quote = connection.dialect.identifier_preparer.quote
    for kind, name, table, sql in connection.exec_driver_sql(query):
        if kind == "view":
            yield Definition("view", name, "", (sql,), f"DROP VIEW {quote(name)}")
        elif kind == "trigger":
            yield Definition("trigger", name, table, (sql,), f"DROP TRIGGER {quote(name)}")
        elif re.match(r"create\s+virtual", sql, re.IGNORECASE):
            fill = f"INSERT INTO {quote(name)} ({quote(name)}) VALUES ('rebuild')"
            filled = (fill,) if re.search(r"fts5.*\bcontent\s*=", sql, re.DOTALL) else ()
            yield Definition("virtual table", name, "", (sql, *filled), f"DROP TABLE {quote(name)}")


_OF_MYSQL = {
    "trigger": "SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement"
    " FROM information_schema.triggers WHERE trigger_schema = database()",
    "view": "SELECT table_name FROM information_schema.views WHERE table_schema = database()",
    "function": "SELECT routine_name, routine_type FROM information_schema.routines"
    " WHERE routine_schema = database()",
}
_WHOSE = re.compile(r"(ALGORITHM=\w+ |DEFINER=`[^`]*`@`[^`]*` |SQL SECURITY DEFINER )")
"""What the server says more than the person who made it."""


def _mysql(connection: sa.Connection) -> Iterator[Definition]:
    quote = connection.dialect.identifier_preparer.quote
    for name, table, *words, action in _rows(connection, _OF_MYSQL["trigger"]):
        when = " ".join(words)
        create = f"CREATE TRIGGER {quote(name)} {when} ON {quote(table)} FOR EACH ROW {action}"
        yield Definition("trigger", name, table, (create,), f"DROP TRIGGER {quote(name)}")
    for (name,) in _rows(connection, _OF_MYSQL["view"]):
        ((_, create, *_),) = _rows(connection, f"SHOW CREATE VIEW {quote(name)}")
        yield Definition("view", name, "", (_anybody(create),), f"DROP VIEW {quote(name)}")
    for name, kind in _rows(connection, _OF_MYSQL["function"]):
        ((_, _, create, *_),) = _rows(connection, f"SHOW CREATE {kind} {quote(name)}")
        create = _anybody(create).replace("CREATE ", "CREATE OR REPLACE ", 1)
        yield Definition("function", name, "", (create,), f"DROP {kind} {quote(name)}")


def _anybody(create: str) -> str:
    return _WHOSE.sub("", create)


def _rows(connection: sa.Connection, query: str) -> Sequence[Sequence[Any]]:
    return connection.exec_driver_sql(query).all()


_READERS: dict[str, Callable[[sa.Connection], Iterator[Definition]]] = {
    "postgresql": _postgresql,
    "sqlite": _sqlite,
    "mysql": _mysql,
}
