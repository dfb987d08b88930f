"""PostgreSQL, which tells everything."""

from typing import Any

from colonnade.migrate.rehearsal.server.server import Server, rows

STRENGTH = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""The locks of tables, the weakest first."""

_NAME = "case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname"
_FROM = "pg_class c join pg_namespace n on n.oid = c.relnamespace"
_OURS = "c.relkind in ('r', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"


class PostgreSQL(Server):
    """Questions to PostgreSQL."""

    def version(self, cursor: Any) -> str:
        said = str(rows(cursor, "show server_version")[0][0])
        return f"PostgreSQL {said.split()[0]}"

    def files(self, cursor: Any) -> dict[str, int]:
        query = f"select {_NAME}, pg_relation_filenode(c.oid)::bigint from {_FROM} where {_OURS}"
        return dict(rows(cursor, query))

    def size(self, cursor: Any) -> int:
        return int(rows(cursor, "select pg_database_size(current_database())")[0][0])

    def invalid(self, cursor: Any) -> list[str]:
        # The index of a partitioned table is not valid until each partition has one; that is no failure.
        query = (
            f"select {_NAME} from {_FROM} join pg_index i on i.indexrelid = c.oid"
            " where not i.indisvalid and c.relkind = 'i' order by 1"
        )
        return [name for (name,) in rows(cursor, query)]

    def session(self, cursor: Any) -> int:
        return int(rows(cursor, "select pg_backend_pid()")[0][0])

    def locks(self, cursor: Any, session: int) -> dict[str, str]:
        query = (
            f"select {_NAME}, l.mode from pg_locks l join {_FROM.replace('join', 'on c.oid = l.relation join', 1)}"
            f" where l.pid = %s and {_OURS}"
        )
        strongest: dict[str, str] = {}
        for table, mode in rows(cursor, query, session):
            strongest[table] = stronger(mode, strongest.get(table, mode))
        return strongest


def stronger(one: str, other: str) -> str:
    """The stronger of two locks."""
    return max(one, other, key=STRENGTH.index)
