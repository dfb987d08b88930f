"""SQLite's own refusal: what a driver's cursor may not prepare while a session for one owner holds the connection.

The rule here: SQLite asks its authorizer about every table that a statement names, when it prepares the statement. While
a compiled statement of the session is handed over, everything is allowed, as the compiler has judged it; at any other
time shared tables may be read, and nothing else. The driver keeps no prepared statements, so each text is asked about.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, MetaData, Pool, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.pool import PoolProxiedConnection

from colonnade.data.isolation.classification import metadata_of
from colonnade.data.isolation.marks import rules_of

CONNECT_ARGUMENTS = {"cached_statements": 0}
"""A prepared statement that is found again would not be asked about again."""

_AUTHORIZER = "colonnade.authorizer"
_RECURSIVE = 33  # Python has no name for a recursive CTE
_HARMLESS = frozenset(
    (
        *(sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, _RECURSIVE),
        *(sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT),
    )
)

_PRAGMAS = frozenset({"query_only", "read_uncommitted"})
"""How units that only read begin, and isolation levels are set; they reach no row."""


class Authorizer:
    """What one connection may prepare.

    Attributes:
        scoped: whether a session for one owner holds the connection.
        compiled: whether a statement of its compiler is handed over.
    """

    def __init__(self, metadata: MetaData | None) -> None:
        self.scoped = False
        self.compiled = False
        self._metadata = metadata

    def __call__(self, action: int, first: str | None, *rest: str | None) -> int:
        free = not self.scoped or self.compiled or action in _HARMLESS
        if free or (action == sqlite3.SQLITE_READ and self._is_shared(first)):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS:
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    def _is_shared(self, table: str | None) -> bool:
        rules = [
            rules_of(metadata).get((None, table or "")) for metadata in metadata_of(self._metadata)
        ]
        found = [rule for rule in rules if rule is not None]
        return bool(found) and not any(rule.private for rule in found)


def install(engine: Engine, metadata: MetaData | None) -> None:
    """Give every connection of a SQLite engine its authorizer."""
    engine.update_execution_options(**{_AUTHORIZER: True})
    event.listen(engine, "connect", lambda driver, record: _connected(driver, record, metadata))
    event.listen(engine, "reset", lambda driver, record, state: _freed(record))


def is_installed(engine: Engine) -> bool:
    """Whether SQLite asks about the statements of an engine."""
    return bool(engine.get_execution_options().get(_AUTHORIZER))


class HeldPool:
    """A pool whose connections are held by a session for one owner, until they are given back."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def connect(self) -> PoolProxiedConnection:
        """A connection."""
        connection = self._pool.connect()
        connection.info[_AUTHORIZER].scoped = True
        return connection

    def recreate(self) -> "HeldPool":
        """The same for a new pool."""
        return HeldPool(self._pool.recreate())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)


class AuthorizedDialect(DefaultDialect):
    """A scoped dialect that hands its statements over as compiled ones."""

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        with _compiled(context):
            super().do_execute(cursor, statement, parameters, context)

    def do_executemany(
        self, cursor: Any, statement: Any, parameters: Any, context: Any = None
    ) -> None:
        with _compiled(context):
            super().do_executemany(cursor, statement, parameters, context)

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:
        with _compiled(context):
            super().do_execute_no_params(cursor, statement, context)


@contextmanager
def _compiled(context: Any) -> Iterator[None]:
    authorizer = context.root_connection.info[_AUTHORIZER]
    authorizer.compiled = True
    try:
        yield
    finally:
        authorizer.compiled = False


def _connected(driver: Any, record: Any, metadata: MetaData | None) -> None:
    authorizer = record.info[_AUTHORIZER] = Authorizer(metadata)
    adapted = getattr(driver, "driver_connection", driver)
    # aiosqlite has SQLite's own connection inside.
    getattr(adapted, "_conn", adapted).set_authorizer(authorizer)


def _freed(record: Any) -> None:
    if record is not None and _AUTHORIZER in record.info:
        record.info[_AUTHORIZER].scoped = False
