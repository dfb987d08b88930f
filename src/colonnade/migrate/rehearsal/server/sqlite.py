"""SQLite, which lets one connection write at a time, so that there are no locks of tables."""

from typing import Any

from colonnade.migrate.rehearsal.server.server import Server, rows


class SQLite(Server):
    """Questions to SQLite."""

    def version(self, cursor: Any) -> str:
        return f"SQLite {rows(cursor, 'select sqlite_version()')[0][0]}"

    def files(self, cursor: Any) -> dict[str, int]:
        return dict(rows(cursor, "select name, rootpage from sqlite_master where type = 'table'"))

    def size(self, cursor: Any) -> int:
        query = "select page_count * page_size from pragma_page_count(), pragma_page_size()"
        return int(rows(cursor, query)[0][0])
