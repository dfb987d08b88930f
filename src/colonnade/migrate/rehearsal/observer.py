"""What a revision executes, statement by statement: when, behind which locks, and what it writes anew.

`env.py` makes its own engine, so these are listeners on the class of all engines, as in `watch.py`. What is asked of the
server goes through cursors of the driver, which no listener hears.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alembic.script import Script
from sqlalchemy import Connection, Engine, event

from colonnade.migrate.journal import TABLE, is_change
from colonnade.migrate.rehearsal.load.errors import name_of
from colonnade.migrate.rehearsal.server import Server
from colonnade.migrate.rehearsal.server.postgresql import stronger


@dataclass
class Executed:
    """One statement of a revision.

    Attributes:
        revision: its revision.
        line: the line of the revision's file that sent it; 0 where none is known.
        sql: the statement, without its parameters.
        began: when, by the monotonic clock.
        ended: when it was done.
        locks: the strongest lock on each table that it took; tables of its own revision are left out.
        held: the locks of earlier statements, which end with the transaction.
        rewritten: the tables that it wrote anew.
        error: what the database said, by its name.
    """

    revision: str
    line: int
    sql: str
    began: float
    ended: float = 0.0
    locks: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    rewritten: list[str] = field(default_factory=list)
    error: str = ""


@dataclass
class Observer:
    """Listens to a migration.

    Attributes:
        server: what the database is asked with.
        database: its name; engines of other databases are not listened to.
        version_table: Alembic's own, which does not count.
        executed: what was executed, in order.
        running: the statement that runs now.
        session: the number by which the server knows the connection that migrates.
    """

    server: Server
    database: str
    version_table: str
    executed: list[Executed] = field(default_factory=list)
    running: Executed | None = None
    session: int = 0

    def __post_init__(self) -> None:
        self._script: Script | None = None
        self._files: dict[str, int] = {}
        self._held: dict[str, str] = {}

    @contextmanager
    def around(self, script: Script) -> Iterator[None]:
        """Listen while a revision runs."""
        self._script, self._files = script, {}
        listeners: list[tuple[str, Callable[..., None]]] = [
            ("before_cursor_execute", self._before),
            ("after_cursor_execute", self._after),
            ("handle_error", self._failed),
            ("commit", self._ended),
            ("rollback", self._ended),
        ]
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(Engine, name, listener)
            self._script = None

    def saw(self, locks: dict[str, str]) -> None:
        """Note locks that were seen from outside while a statement ran."""
        if (running := self.running) is not None:
            self._note(running, locks)

    def _before(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if not self.concerns(connection, statement) or self._script is None:
            return
        if not self._files:
            with _asking(connection) as question:
                self._files = self.server.files(question)
                self._files.pop(self.version_table, None)
                self.session = self.server.session(question)
        self.running = Executed(
            self._script.revision,
            _line(self._script.path),
            _plain(connection, statement),
            time.monotonic(),
            held={table: mode for table, mode in self._held.items() if table in self._files},
        )
        self.executed.append(self.running)

    def _after(self, connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        running = self.running
        if running is None or not self.concerns(connection, statement):
            return
        running.ended = time.monotonic()
        self.running = None
        with _asking(connection) as question:
            locks = self.server.locks(question, self.session)
            files = self.server.files(question)
        self._note(running, locks)
        running.rewritten = sorted(
            name for name, file in files.items() if self._files.get(name, file) != file
        )
        self._files |= {name: file for name, file in files.items() if name in self._files}
        self._held |= locks

    def _failed(self, context: Any) -> None:
        if self._is_running(context) and self.running is not None:
            self.running.ended = time.monotonic()
            self.running.error = name_of(context.original_exception)
            self.running = None

    def _is_running(self, context: Any) -> bool:
        running, connection = self.running, context.connection
        if running is None or connection is None or context.statement is None:
            return False
        return running.sql == _plain(connection, context.statement)

    def _ended(self, connection: Connection) -> None:
        if connection.engine.url.database == self.database:
            self._held = {}

    def _note(self, executed: Executed, locks: dict[str, str]) -> None:
        for table, mode in locks.items():
            if table in self._files and self._held.get(table) != mode:
                executed.locks[table] = stronger(mode, executed.locks.get(table, mode))

    def concerns(self, connection: Connection, statement: str) -> bool:
        """Whether a statement is one of the revisions'."""
        return (
            connection.engine.url.database == self.database
            and is_change(statement)
            and self.version_table not in statement
            and TABLE.name not in statement
        )


@contextmanager
def _asking(connection: Connection) -> Iterator[Any]:
    """A cursor of the driver, in the transaction of the migration."""
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _plain(connection: Connection, statement: str) -> str:
    """A statement as a person writes it: some drivers want a sign of per cent twice."""
    doubled = connection.dialect.paramstyle in ("format", "pyformat")
    return (statement.replace("%%", "%") if doubled else statement).strip()


def _line(path: str) -> int:
    """The line of a file that led here."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename == path:
            return frame.f_lineno
    return 0
