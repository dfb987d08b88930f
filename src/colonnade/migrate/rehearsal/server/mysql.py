"""MariaDB and MySQL, which do not tell which locks a statement holds."""

from typing import Any

from colonnade.migrate.rehearsal.server.server import Server, rows


class MySQL(Server):
    """Questions to MariaDB or MySQL; files and sizes are for users with the privilege PROCESS."""

    def version(self, cursor: Any) -> str:
        number, comment = rows(cursor, "select version(), @@version_comment")[0]
        name = "MariaDB" if "mariadb" in f"{number}{comment}".lower() else "MySQL"
        return f"{name} {number.partition('-')[0]}"

    def files(self, cursor: Any) -> dict[str, int]:
        found = self._about(cursor, "tables", "name, table_id")
        return {name.partition("/")[2]: number for name, number in found}

    def size(self, cursor: Any) -> int:
        return sum(size for _, size in self._about(cursor, "tablespaces", "name, file_size"))

    def _about(self, cursor: Any, view: str, columns: str) -> list[Any]:
        """What InnoDB says; the views have other names in MariaDB than in MySQL."""
        for prefix in ("innodb_sys_", "innodb_"):
            query = (
                f"select {columns} from information_schema.{prefix}{view}"
                " where name like concat(replace(database(), '_', '\\\\_'), '/%')"
            )
            try:
                return rows(cursor, query)
            except Exception:
                continue
        return []
