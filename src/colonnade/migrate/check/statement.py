"""One statement that a revision has executed, with what the server says of it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from colonnade.migrate.check.snapshot import Key, Snapshot

EXCLUSIVE = "AccessExclusiveLock"
"""The lock of PostgreSQL that readers wait for, too."""

_PARAMETER = re.compile(r"%(\(\w+\))?s")
"""A parameter, as drivers write it and parsers do not read it."""

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.TruncateTable, exp.Merge)


@dataclass(frozen=True)
class Lock:
    """A lock that the transaction of a statement holds on a table.

    Attributes:
        table: what the table keeps when it is renamed.
        mode: its mode, as `pg_locks` has it.
    """

    table: Key
    mode: str


@dataclass(frozen=True)
class Statement:
    """One statement.

    Attributes:
        sql: its text, as the driver got it.
        line: the line of the revision's file that has sent it.
        dialect: of the database, in SQLAlchemy's words.
        before, after: what the database had.
        transaction: a number for the statements of one transaction; 0 when it is committed by itself.
        locks: what its transaction holds at its end, on PostgreSQL.
        patient: whether it may wait for a lock without a limit, on PostgreSQL.
        blocks: why a MariaDB or MySQL server cannot do it beside writers; empty when it can.
        enforced: whether foreign keys are enforced while it runs, on SQLite.
    """

    sql: str
    line: int
    dialect: str
    before: Snapshot
    after: Snapshot
    transaction: int = 0
    locks: frozenset[Lock] = frozenset()
    patient: bool = False
    blocks: str = ""
    enforced: bool = False

    def says(self, pattern: str) -> bool:
        """Whether its text matches a regular expression, whatever the case; spaces stand for any white space."""
        return re.search(pattern.replace(" ", r"\s+"), self.sql, re.IGNORECASE) is not None

    @cached_property
    def parsed(self) -> exp.Expression | None:
        """Its syntax tree, when it writes or deletes rows and the parser can read it."""
        if not self.says(r"^\s*(with|insert|update|delete|truncate|merge)\b"):
            return None
        dialect = {"postgresql": "postgres", "mariadb": "mysql"}.get(self.dialect, self.dialect)
        sql = _PARAMETER.sub("?", self.sql).replace("%%", "%")
        with _silent_parser():
            try:
                found = sqlglot.parse(sql, dialect=dialect)
            except SqlglotError:
                return None
        return next((one for one in found if isinstance(one, _WRITES)), None)

    def locked(self, mode: str = EXCLUSIVE) -> set[Key]:
        """The tables on which its transaction holds a lock of a mode."""
        return {lock.table for lock in self.locks if lock.mode == mode}


@contextmanager
def _silent_parser() -> Iterator[None]:
    """The parser logs what it cannot read as it is, with the values in it."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
