"""Statements as a revision executes them, with what the server says before and after each.

`env.py` makes its own engine, so these are listeners on the class of all engines. A statement belongs to the revision when
the revision's file is among the callers; what Alembic writes into its own table does not.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from colonnade.migrate.check.online import refusal
from colonnade.migrate.check.revision import Failed
from colonnade.migrate.check.snapshot import Snapshot, snapshot_of
from colonnade.migrate.check.statement import Lock, Statement
from colonnade.migrate.journal import is_change

_HELD = """
    select coalesce(txid_current_if_assigned(), 0), current_setting('lock_timeout') = '0', array(
        select l.relation::bigint || ' ' || l.mode from pg_locks l where l.pid = pg_backend_pid()
        and l.locktype = 'relation' and l.granted and l.relation >= 16384
    )"""
_TEMPORARY = "_alembic_tmp_"
_NOTHING = "SELECT 1"


@dataclass
class Capture:
    """What one revision executes.

    Attributes:
        path: the revision's file.
        version_table: Alembic's own table, which is nobody's business.
        start: what the database had before its first statement; None as long as there was none.
        statements: what was executed, in order.
        failed: the statement that failed last.
    """

    path: str
    version_table: str = "alembic_version"
    start: Snapshot | None = None
    statements: list[Statement] = field(default_factory=list)
    failed: Failed | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note the statements for as long as the block runs."""
        listeners: dict[str, Callable[..., Any]] = {
            "before_cursor_execute": self._before,
            "after_cursor_execute": self._after,
            "handle_error": self._error,
        }
        for name, listener in listeners.items():
            event.listen(Engine, name, listener, retval=name == "before_cursor_execute")
        try:
            yield
        finally:
            for name, listener in listeners.items():
                event.remove(Engine, name, listener)

    def _before(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any
    ) -> tuple[str, Any]:
        context, many = rest
        line = self._line()
        if not line:
            return statement, parameters
        driver: Any = connection.connection.dbapi_connection
        dialect = connection.dialect.name
        if self.start is None:
            self.start = self._snapshot(driver, dialect)
        before = self.statements[-1].after if self.statements else self.start
        noted = Statement(statement, line, dialect, before, before)
        if dialect == "sqlite":
            inside = getattr(driver, "in_transaction", True)
            noted = replace(noted, enforced=_enforced(driver), transaction=int(inside))
        if dialect in ("mysql", "mariadb") and not many:
            blocks, done = refusal(cursor, statement, parameters)
            noted = replace(noted, blocks=blocks)
            if done:
                statement, parameters = _NOTHING, type(parameters)()
        context.colonnade_statement = noted
        return statement, parameters

    def _after(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any
    ) -> None:
        noted: Statement | None = getattr(rest[0], "colonnade_statement", None)
        if noted is None:
            return
        driver: Any = connection.connection.dbapi_connection
        if noted.dialect == "postgresql":
            noted = _with_locks(driver, noted)
        if _may_change_tables(noted.sql):
            noted = replace(noted, after=self._snapshot(driver, noted.dialect))
        if noted.dialect == "sqlite" and _goes_on(self.statements, noted):
            noted = _together(self.statements.pop(), noted)
        self.statements.append(noted)

    def _snapshot(self, driver: Any, dialect: str) -> Snapshot:
        found = snapshot_of(driver, dialect)
        tables = {
            key: table
            for key, table in found.tables.items()
            if table.name.rpartition(".")[2] != self.version_table
        }
        return replace(found, tables=tables)

    def _error(self, context: ExceptionContext) -> None:
        if line := self._line():
            original: Any = context.original_exception
            said = str(original.args[-1] if original.args else original).strip().partition("\n")[0]
            self.failed = Failed(line, said, getattr(original, "sqlstate", None) or "")

    def _line(self) -> int:
        """The line of the revision that is running; 0 when it is not."""
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename == self.path:
                return frame.f_lineno
            frame = frame.f_back
        return 0


def _with_locks(driver: Any, noted: Statement) -> Statement:
    cursor = driver.cursor()
    cursor.execute(_HELD)
    transaction, patient, held = cursor.fetchone()
    cursor.close()
    locks = frozenset(Lock(int(table), mode) for table, mode in (one.split() for one in held))
    return replace(noted, transaction=transaction, patient=patient, locks=locks)


def _may_change_tables(sql: str) -> bool:
    """Whether the catalogue has to be looked at again: rows are written far more often than tables are changed."""
    return is_change(sql) and not sql.lstrip().lower().startswith(("insert", "update", "delete"))


def _enforced(driver: Any) -> bool:
    cursor = driver.cursor()
    cursor.execute("PRAGMA foreign_keys")
    (enforced,) = cursor.fetchone()
    cursor.close()
    return bool(enforced)


def _goes_on(before: list[Statement], noted: Statement) -> bool:
    """Whether a statement belongs to the batch of the one before: SQLite copies a table to change it."""
    if not before or before[-1].line != noted.line:
        return False
    return _TEMPORARY in before[-1].sql and any(
        table.name.startswith(_TEMPORARY) for table in before[-1].after.tables.values()
    )


def _together(first: Statement, second: Statement) -> Statement:
    return replace(
        second,
        sql=f"{first.sql};\n{second.sql}",
        before=first.before,
        enforced=first.enforced,
        transaction=first.transaction,
    )
