"""Fill a column of a large table beside the application: in small transactions, by ranges of the key.

The rule here: what a batch changes and how far the backfill is are committed together. So a process that is killed at any
moment goes on behind its last batch, and running a finished backfill again changes nothing it should not.

A batch is as large as a few hundredths of a second allow: whoever wants to write one of its rows waits no longer. The
size is found by measuring, batch after batch.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect, Engine, Table
from sqlalchemy.exc import DBAPIError

from colonnade.errors import UsageError
from colonnade.migrate.expand.phases import escaped
from colonnade.migrate.expand.ranges import behind
from colonnade.migrate.expand.renewed import renewed
from colonnade.migrate.expand.row_security import refuse_hidden
from colonnade.migrate.expand.throttle import Throttle
from colonnade.migrate.locked import is_locked

TARGET = 0.02
"""Seconds that a batch should take."""

SMALLEST, LARGEST, FIRST = 10, 20_000, 500

PROGRESS = sa.Table(
    "colonnade_backfill",
    sa.MetaData(),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True)
class Backfill:
    """What is filled, and how.

    Attributes:
        table: the table, with its primary key.
        values: SQL expressions by column, over the row's other columns.
        where: SQL that says which rows; empty for all.
    """

    table: Table
    values: Mapping[str, str]
    where: str = ""

    def __post_init__(self) -> None:
        if not list(self.table.primary_key):
            raise UsageError(
                f"Table {self.table.name!r} has no primary key, so there are no ranges of it.",
                "Give it a key first.",
            )
        for name in self.values:
            if name not in self.table.columns:
                raise UsageError(f"Table {self.table.name!r} has no column {name!r}.")

    @property
    def name(self) -> str:
        """What its progress is kept under: the same work has the same name."""
        said = json.dumps([self.table.fullname, dict(self.values), self.where], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def keys(self) -> list[sa.Column[Any]]:
        """The columns of the primary key."""
        return list(self.table.primary_key.columns)

    def bound(self, after: list[Any] | None, size: int, dialect: Dialect) -> sa.Select[Any]:
        """The key of the last row of the next batch."""
        rows = sa.select(*self.keys).order_by(*self.keys).limit(size)
        if after is not None:
            rows = rows.where(self._compared(">", after, dialect))
        last = rows.subquery("batch")
        return sa.select(*last.c).order_by(*[column.desc() for column in last.c]).limit(1)

    def update(self, after: list[Any] | None, upto: list[Any], dialect: Dialect) -> sa.Update:
        """The batch itself."""
        statement = self.table.update().where(self._compared("<=", upto, dialect))
        if after is not None:
            statement = statement.where(self._compared(">", after, dialect))
        if self.where:
            statement = statement.where(_sql(f"({self.where})"))
        kept = {one.name: one for one in renewed(self.table)}
        return statement.values(kept | {name: _sql(said) for name, said in self.values.items()})

    def _compared(self, operator: str, place: list[Any], dialect: Dialect) -> sa.TextClause:
        keys = [dialect.identifier_preparer.quote(key.name) for key in self.keys]
        names = [f"{'upto' if operator == '<=' else 'after'}_{n}" for n in range(len(keys))]
        said = behind(keys, operator, [f":{name}" for name in names], dialect.name)
        values = zip(names, place, self.keys, strict=True)
        bound = [sa.bindparam(name, value, key.type) for name, value, key in values]
        return sa.text(said).bindparams(*bound)


@dataclass
class Progress:
    """How far a backfill is.

    Attributes:
        done: how many rows were changed, those of earlier runs included.
        size: the size of the next batch.
        longest: seconds that the longest batch of this run took.
    """

    done: int = 0
    size: int = field(default_factory=lambda: FIRST)
    longest: float = 0.0
    position: list[Any] | None = field(default=None, repr=False)


def run(
    engine: Engine,
    backfill: Backfill,
    throttle: Throttle,
    told: Callable[[Progress], None] = lambda progress: None,
) -> Progress:
    """Fill the rows, batch by batch, from where an earlier run stopped.

    Args:
        engine: of the database.
        backfill: what is filled.
        throttle: says when to wait.
        told: is told of each batch.

    Returns:
        How it went.

    Raises:
        UsageError: policies of PostgreSQL hide rows of the table from this role.
    """
    engine = throttle.considerate(engine)
    with engine.begin() as connection:
        refuse_hidden(connection, backfill.table)
        PROGRESS.create(connection, checkfirst=True)
        progress = _read(connection, backfill)
    for _ in _batches(engine, backfill, throttle, progress):
        told(progress)
    with engine.begin() as connection:
        connection.execute(PROGRESS.delete().where(PROGRESS.c.name == backfill.name))
        if not connection.scalar(sa.select(sa.func.count()).select_from(PROGRESS)):
            PROGRESS.drop(connection)
    return progress


def _batches(
    engine: Engine, backfill: Backfill, throttle: Throttle, progress: Progress
) -> Iterator[None]:
    while True:
        throttle.wait(engine)
        began = time.perf_counter()
        try:
            with engine.begin() as connection:
                throttle.limit(connection)
                more = _batch(connection, backfill, progress)
                worked = time.perf_counter() - began
        except DBAPIError as error:
            if not is_locked(error):
                raise
            progress.size = max(SMALLEST, progress.size // 2)
            throttle.pause()
            continue
        if not more:
            return
        took = time.perf_counter() - began
        progress.longest = max(progress.longest, took)
        _adapt(progress, worked)
        throttle.rest(took)
        yield


def _batch(connection: Connection, backfill: Backfill, progress: Progress) -> bool:
    """One batch with its progress, in the transaction of the connection; False when there is none left."""
    dialect, position = connection.dialect, progress.position
    row = connection.execute(backfill.bound(position, progress.size, dialect)).first()
    if row is None:
        return False
    upto = list(row)
    changed = connection.execute(backfill.update(position, upto, dialect)).rowcount
    _write(connection, backfill, upto, progress.done + changed)
    progress.position, progress.done = upto, progress.done + changed
    return True


def _adapt(progress: Progress, seconds: float) -> None:
    """Let the next batch take as long as it should; at most twice as many rows, at once as few as needed.

    Without its commit, which takes as long for few rows as for many: smaller batches would only commit more often.
    """
    wanted = progress.size * TARGET / max(seconds, 1e-6)
    progress.size = int(min(max(wanted, SMALLEST), progress.size * 2, LARGEST))


def _read(connection: Connection, backfill: Backfill) -> Progress:
    row = connection.execute(sa.select(PROGRESS).where(PROGRESS.c.name == backfill.name)).first()
    if row is None:
        return Progress()
    said = json.loads(row.position)
    position = [_from_text(k, v) for k, v in zip(backfill.keys, said, strict=True)]
    return Progress(done=row.done, position=position)


def _write(connection: Connection, backfill: Backfill, position: list[Any], done: int) -> None:
    values = {"position": json.dumps([_as_text(v) for v in position]), "done": done}
    mine = PROGRESS.c.name == backfill.name
    if connection.execute(PROGRESS.update().where(mine).values(values)).rowcount == 0:
        connection.execute(PROGRESS.insert().values(name=backfill.name, **values))


def _sql(said: str) -> sa.TextClause:
    return sa.text(escaped(said))


def _as_text(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def _from_text(column: sa.Column[Any], value: Any) -> Any:
    """A key as its column has it; keys are numbers, texts, UUIDs and moments."""
    kind = column.type.python_type
    if isinstance(value, kind):
        return value
    return kind.fromisoformat(value) if hasattr(kind, "fromisoformat") else kind(value)
