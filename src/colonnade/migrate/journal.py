"""What a revision has done that no rollback takes back, so that it can go on after it was stopped.

MariaDB commits at every DDL statement, and an `autocommit_block` of Alembic commits what came before it. A revision that
stops after that is half done, and its number is not written. So each statement that is committed before its revision is
complete is written down beside the data: before it runs where it is committed at once, else in the same transaction. When
the revision runs again, what is done is skipped, and of a statement that was begun "it is there already" means done.

The table exists only while a revision is half done.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import sqlalchemy as sa

from colonnade.errors import MigrationError

TABLE = sa.Table(
    "colonnade_migration_journal",
    sa.MetaData(),
    sa.Column("revision", sa.String(255), primary_key=True),
    sa.Column("direction", sa.String(9), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("finished", sa.Boolean, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("statement", sa.Text, nullable=False),
)

REPEATABLE = "/* may run again */"
"""Begins a batch of a fill: beside writers its bounds are others when it goes on, and no row is changed twice."""

_READS = (
    *("select", "show", "pragma", "explain", "set ", "begin", "savepoint", "release", "desc"),
    "do release_lock",
)


class Next(Enum):
    """What to do with a statement."""

    RUN = "run"
    SKIP = "skip"
    TRY = "try"


@dataclass(frozen=True)
class Line:
    """One statement of a revision."""

    position: int
    digest: str
    statement: str
    finished: bool = True


@dataclass
class Journal:
    """The statements of the revision that is running.

    Attributes:
        revision: its number; empty between two revisions.
        direction: `upgrade` or `downgrade`.
        known: the lines that are written down, by position.
        said: the lines of this run.
    """

    revision: str = ""
    direction: str = "upgrade"
    known: dict[int, Line] = field(default_factory=dict)
    said: list[Line] = field(default_factory=list)

    def begin(self, revision: str, direction: str, connection: sa.Connection) -> None:
        """Begin a revision, or go on with it."""
        self.revision, self.direction, self.said = revision, direction, []
        self.known = {line.position: line for line in _read(connection, revision, direction)}

    def next(self, digest: str, statement: str) -> Next:
        """What to do with the next statement.

        Raises:
            MigrationError: the revision says something else now than what was done.
        """
        line = Line(len(self.said), digest, " ".join(statement.split())[:2000])
        self.said.append(line)
        before = self.known.get(line.position)
        if before is None:
            return Next.RUN
        if before.digest != digest:
            raise MigrationError(
                f"Revision {self.revision} was stopped after {len(self.known)} statements, and statement"
                f" {line.position + 1} is another one now. It was: {before.statement}",
                "Put back the statements that are done already, or restore a backup.",
            )
        return Next.SKIP if before.finished else Next.TRY

    def started(self, connection: sa.Connection) -> None:
        """Write down the last statement before it runs, where it is committed at once."""
        line = self.said[-1]
        if line.position not in self.known:
            if not self.known:
                TABLE.create(connection, checkfirst=True)
            self._insert(connection, line, finished=False)

    def finished(self, connection: sa.Connection) -> None:
        """Write down that the last statement is done."""
        line = self.said[-1]
        mine = (TABLE.c.revision == self.revision) & (TABLE.c.position == line.position)
        connection.execute(TABLE.update().where(mine).values(finished=True))
        self.known[line.position] = line

    def keep(self, connection: sa.Connection) -> None:
        """Write down what is about to be committed."""
        missing = [line for line in self.said if line.position not in self.known]
        if missing and not self.known:
            TABLE.create(connection, checkfirst=True)
        for line in missing:
            self._insert(connection, line, finished=True)

    def end(self, connection: sa.Connection) -> None:
        """Forget a revision that is complete."""
        if self.known:
            connection.execute(TABLE.delete().where(TABLE.c.revision == self.revision))
            if not connection.scalar(sa.select(sa.func.count()).select_from(TABLE)):
                TABLE.drop(connection)
        self.revision, self.known, self.said = "", {}, []

    def _insert(self, connection: sa.Connection, line: Line, *, finished: bool) -> None:
        values = {
            "revision": self.revision,
            "direction": self.direction,
            "position": line.position,
            "finished": finished,
            "digest": line.digest,
            "statement": line.statement,
        }
        connection.execute(TABLE.insert(), values)
        self.known[line.position] = Line(line.position, line.digest, line.statement, finished)


def digest_of(statement: str, parameters: object) -> str:
    """What tells one statement with its parameters from another."""
    return hashlib.sha256(f"{statement}\0{parameters!r}".encode()).hexdigest()


def is_change(statement: str) -> bool:
    """Whether a statement changes something that may not be done again, as far as its beginning says."""
    return not statement.lstrip(" \n\t(").lower().startswith((*_READS, REPEATABLE))


def half_done(connection: sa.Connection) -> dict[str, list[str]]:
    """The statements that are done of each revision that is half done, by direction and number."""
    found: dict[str, list[str]] = {}
    if sa.inspect(connection).has_table(TABLE.name):
        rows = connection.execute(sa.select(TABLE).order_by(TABLE.c.revision, TABLE.c.position))
        for row in rows.mappings():
            found.setdefault(f"{row['direction']} {row['revision']}", []).append(row["statement"])
    return found


def forget(connection: sa.Connection) -> None:
    """Take every revision for complete, as somebody says of the database."""
    TABLE.drop(connection, checkfirst=True)


def _read(connection: sa.Connection, revision: str, direction: str) -> Iterator[Line]:
    if sa.inspect(connection).has_table(TABLE.name):
        mine = (TABLE.c.revision == revision) & (TABLE.c.direction == direction)
        for row in connection.execute(sa.select(TABLE).where(mine)).mappings():
            yield Line(row["position"], row["digest"], row["statement"], row["finished"])
