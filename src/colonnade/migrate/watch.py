"""What happens around `env.py`: a lock, time-outs, and a journal of what is committed early.

`env.py` makes its own engine, so these are listeners on the class of all engines, for as long as a command runs.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from alembic.runtime.migration import MigrationStep
from sqlalchemy import Connection, Engine, event

from colonnade.migrate.invalid import drop_invalid
from colonnade.migrate.journal import Journal, Next, digest_of, is_change
from colonnade.migrate.lock import WAIT, lock
from colonnade.migrate.project import Plan

_NOTHING = "SELECT 1"
_NOTHING_MANY = "DELETE FROM alembic_version WHERE 1 = 0"
_ALREADY_MYSQL = frozenset(
    {
        *(1007, 1050, 1060, 1061, 1068, 1304, 1359, 1826, 3822),
        *(1008, 1051, 1091, 1305, 1360, 3821, 4091, 4092),
    }
)
_ALREADY_POSTGRESQL = frozenset(
    {
        *("42P06", "42P07", "42701", "42710", "42723"),
        *("3F000", "42P01", "42703", "42704", "42883"),
    }
)
"""What databases say of a thing that is there already, or already gone."""

_RENAMED_MYSQL = frozenset({1054, 1146, 1176})
"""What MariaDB says of the old name of a thing that is renamed already; of any other statement it is a mistake."""


@dataclass
class Watch:
    """What a command asks for, and what it saw.

    Attributes:
        lock_timeout: seconds a statement waits for a lock of the database; None for the server's own limit.
        wait: seconds to wait for another process that migrates.
        ran: the revisions that are complete, in order.
        running: the revision that is not.
        resumed: how many statements were skipped because an earlier run had done them.
        engine: the engine that `env.py` made.
    """

    lock_timeout: float | None = None
    wait: float = WAIT
    ran: list[str] = field(default_factory=list)
    running: str = ""
    resumed: int = 0
    engine: Engine | None = None

    def __post_init__(self) -> None:
        self._journal = Journal()
        self._stack = ExitStack()
        self._writing = False

    @contextmanager
    def around(self) -> Iterator[None]:
        """Listen, and hold the lock, for as long as the block runs."""
        with ExitStack() as self._stack:
            for name, listener in self._listeners():
                event.listen(Engine, name, listener, retval=name == "before_cursor_execute")
                self._stack.callback(event.remove, Engine, name, listener)
            yield

    def steps(self, plan: Plan, direction: str) -> Plan:
        """A plan whose steps are watched.

        Args:
            plan: gives the steps.
            direction: `upgrade` or `downgrade`.
        """

        def watched(heads: Any, context: Any) -> Iterator[MigrationStep]:
            for step in plan(heads, context):
                found: Any = step
                self.running = found.revision.revision
                if context.connection is not None:
                    with self._by_itself():
                        self._journal.begin(self.running, direction, context.connection)
                yield step
                self.ran.append(self.running)
                self.running = ""

        return watched

    def _listeners(self) -> list[tuple[str, Callable[..., Any]]]:
        return [
            ("engine_connect", self._connected),
            ("before_cursor_execute", self._before),
            ("after_cursor_execute", self._after),
            ("commit", self._commit),
        ]

    def _connected(self, connection: Connection) -> None:
        """Take the lock before the first connection reads which revisions there are."""
        if self.engine is None and not self._writing:
            self.engine = connection.engine
            with self._by_itself():
                self._stack.enter_context(lock(connection.engine.url, self.wait))
            if self.lock_timeout is not None:
                _limit(connection, self.lock_timeout)

    def _before(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any
    ) -> tuple[str, Any]:
        if statement == "BEGIN" and connection.dialect.name == "sqlite":
            # One that reads first may not write any more once somebody else has written.
            return "BEGIN IMMEDIATE", parameters
        if not self._concerns(connection) or not _is_of_the_revision(statement):
            return statement, parameters
        context, many = rest
        context.colonnade = next_ = self._journal.next(digest_of(statement, parameters), statement)
        if next_ is not Next.SKIP and _commits_at_once(connection):
            drop_invalid(cursor, statement)
        if next_ is Next.RUN:
            if _commits_at_once(connection):
                with self._by_itself():
                    self._journal.started(connection)
            return statement, parameters
        if next_ is Next.TRY:
            _try(cursor, statement, parameters, many=many)
        self.resumed += 1
        return (_NOTHING_MANY, [()]) if many else (_NOTHING, type(parameters)())

    def _after(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, *rest: Any
    ) -> None:
        if not self._concerns(connection):
            return
        next_ = getattr(rest[0], "colonnade", None)
        if next_ is Next.TRY or (next_ is Next.RUN and _commits_at_once(connection)):
            with self._by_itself():
                self._journal.finished(connection)
        elif next_ is None and "alembic_version" in statement and is_change(statement):
            # The revision's number is written, in the same transaction as what it did last.
            with self._by_itself():
                self._journal.end(connection)

    def _commit(self, connection: Connection) -> None:
        if self._concerns(connection):
            with self._by_itself():
                self._journal.keep(connection)

    def _concerns(self, connection: Connection) -> bool:
        """Whether a connection runs a revision: the lock has one of its own."""
        mine = connection.engine is self.engine and not self._writing
        return mine and bool(self._journal.revision)

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """What the watch does itself is not watched."""
        self._writing = True
        try:
            yield
        finally:
            self._writing = False


def _is_of_the_revision(statement: str) -> bool:
    return is_change(statement) and "alembic_version" not in statement


def _try(cursor: Any, statement: str, parameters: Any, *, many: bool) -> None:
    """Run a statement that was begun once before; that its result is there already means that it was done."""
    run = cursor.executemany if many else cursor.execute
    try:
        run(statement, parameters)
    except Exception as error:
        if not _is_done(error, statement):
            raise


def _is_done(error: Exception, statement: str) -> bool:
    number = error.args[0] if error.args else None
    if number in _RENAMED_MYSQL:
        return re.search(r"\b(rename|change)\b", statement, re.IGNORECASE) is not None
    return number in _ALREADY_MYSQL or getattr(error, "sqlstate", None) in _ALREADY_POSTGRESQL


def _limit(connection: Connection, seconds: float) -> None:
    """Let no statement of this connection wait for a lock longer than this."""
    milliseconds = int(seconds * 1000)
    mysql = f"SET SESSION lock_wait_timeout = {max(1, round(seconds))}"
    said = {
        "postgresql": f"SET lock_timeout = '{milliseconds}ms'",
        "sqlite": f"PRAGMA busy_timeout = {milliseconds}",
    }.get(connection.dialect.name, mysql)
    cursor = connection.connection.cursor()
    cursor.execute(said)
    cursor.close()
    connection.connection.commit()


def _commits_at_once(connection: Connection) -> bool:
    """Whether a statement is committed when it ends: by the database, or by Alembic's autocommit block."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        return not getattr(driver, "in_transaction", True)
    level = connection.get_execution_options().get("isolation_level")
    return connection.dialect.name in ("mysql", "mariadb") or level == "AUTOCOMMIT"
