"""The triggers of SQLite and MariaDB: one for each kind of statement, called for each of its rows."""

from typing import Any

from sqlalchemy import Column

from colonnade.data.history.recorded import Recorded, is_binary, is_json, literal
from colonnade.data.history.table import NAME

_EVENTS = ("insert", "update", "delete")
_REFUSAL = "The history of rows is append-only"


class RowTriggers:
    """The statements for one table, in the words of one database.

    Args:
        recorded: the table.
    """

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.sqlite = recorded.dialect.name == "sqlite"

    def create(self) -> list[str]:
        """Its triggers."""
        return [self._trigger(event) for event in _EVENTS]

    def drop(self) -> list[str]:
        """The way back."""
        return [f"DROP TRIGGER {self._name(event)}" for event in _EVENTS]

    def _trigger(self, event: str) -> str:
        body = " ".join(f"{statement};" for statement in self._entries(event))
        return (
            f"CREATE TRIGGER {self._name(event)} AFTER {event.upper()} ON {self.recorded.name}"
            f" FOR EACH ROW BEGIN {body} END"
        )

    def _name(self, event: str) -> str:
        return self.recorded.quoted(f"record_{self.recorded.table.name}_{event}")

    def _entries(self, event: str) -> list[str]:
        came = self._entry("insert", "NEW", "NULL", self._values("NEW"))
        gone = self._entry("delete", "OLD", self._values("OLD"), "NULL")
        if event != "update":
            return [came if event == "insert" else gone]
        keys = [*self.recorded.table.primary_key]
        changed = self._entry("update", "NEW", self._changed("OLD"), self._changed("NEW"))
        moved, differs = self._any_differs(keys), self._any_differs(self.recorded.stored)
        return [
            f"{changed} WHERE NOT {moved} AND {differs}",
            f"{gone} WHERE {moved}",
            f"{came} WHERE {moved}",
        ]

    def _entry(self, action: str, row: str, old: str, new: str) -> str:
        columns, context = "at, table_name, row_key, action, owner, old_values, new_values", ""
        if not self.sqlite:
            columns += ", actor, request_id, transaction_id"
            context = ", @colonnade_actor, @colonnade_request_id, @colonnade_transaction_id"
        now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if self.sqlite else "UTC_TIMESTAMP(6)"
        key, owner = self.key(row), self.recorded.owner(row)
        if row == "OLD" and owner.startswith("("):
            owner = f"COALESCE({owner}, {self.recorded.last_owner(key)})"
        table = literal(self.recorded.table.name)
        return (
            f"INSERT INTO {NAME} ({columns})"
            f" SELECT {now}, {table}, {key}, '{action}', {owner}, {old}, {new}{context}"
        )

    def key(self, row: str) -> str:
        """The key of a row as text; of a composite one, a JSON array."""
        columns = [self.recorded.value(row, column) for column in self.recorded.table.primary_key]
        if len(columns) > 1:
            return f"{'json_array' if self.sqlite else 'JSON_ARRAY'}({', '.join(columns)})"
        return f"CAST({columns[0]} AS {'TEXT' if self.sqlite else 'CHAR'})"

    def _values(self, row: str) -> str:
        pairs = (f"{literal(c.name)}, {self._json(row, c)}" for c in self.recorded.columns)
        return f"json_object({', '.join(pairs)})"

    def _changed(self, row: str) -> str:
        """Changed values alone, as text: no function of either database leaves pairs out and keeps NULLs."""
        parts = [
            f"CASE WHEN {self._differs(c)} THEN {self._pair(row, c)} ELSE '' END"
            for c in self.recorded.columns
        ]
        if self.sqlite:
            return f"'{{' || ltrim({' || '.join(parts)}, ',') || '}}'"
        return f"CONCAT('{{', TRIM(LEADING ',' FROM CONCAT({', '.join(parts)})), '}}')"

    def _pair(self, row: str, column: Column[Any]) -> str:
        value, name = self._json(row, column), literal(f',"{column.name}":')
        if self.sqlite:
            text = f"json_extract(json_array({value}), '$')"
            return f"{name} || substr({text}, 2, length({text}) - 2)"
        return f"CONCAT({name}, JSON_EXTRACT(JSON_ARRAY({value}), '$[0]'))"

    def _json(self, row: str, column: Column[Any]) -> str:
        value = self.recorded.value(row, column)
        if is_binary(column):
            return f"hex({value})"
        if is_json(column):
            return f"json({value})" if self.sqlite else f"JSON_EXTRACT({value}, '$')"
        return value

    def _any_differs(self, columns: list[Column[Any]]) -> str:
        return "(" + " OR ".join(map(self._differs, columns)) + ")"

    def _differs(self, column: Column[Any]) -> str:
        old, new = self.recorded.value("OLD", column), self.recorded.value("NEW", column)
        if self.sqlite:
            return f"{old} IS NOT {new}"
        # Letter by letter: the collation may take A for a.
        return f"NOT (CAST({old} AS BINARY) <=> CAST({new} AS BINARY))"


def guard(dialect: str) -> list[str]:
    """The triggers that keep the entries."""
    raised = f"SELECT RAISE(ABORT, '25006: {_REFUSAL}');"
    if dialect != "sqlite":
        raised = f"SIGNAL SQLSTATE '25006' SET MYSQL_ERRNO = 1792, MESSAGE_TEXT = '{_REFUSAL}';"
    return [
        f"CREATE TRIGGER {NAME}_{event} BEFORE {event.upper()} ON {NAME}"
        f" FOR EACH ROW BEGIN {raised} END"
        for event in ("update", "delete")
    ]


def drop_guard() -> list[str]:
    """The way back."""
    return [f"DROP TRIGGER {NAME}_{event}" for event in ("update", "delete")]
