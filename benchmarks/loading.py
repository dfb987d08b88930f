"""Relationships of a thousand rows: siblings beside `selectinload` written by hand, and one by one."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy.orm import selectinload
from sqlmodel import Session, select

from benchmarks import scratch
from benchmarks.authors import AUTHORS, Author, Post, fill, metadata
from colonnade import Database, count_queries
from colonnade.data.sessions.settings import LazyLoads

BY_HAND, SIBLINGS, ONE_BY_ONE = "selectinload", "siblings", "one by one"
ROUNDS = {BY_HAND: 15, SIBLINGS: 15, ONE_BY_ONE: 1}


@dataclass(frozen=True)
class Kind:
    """A relationship.

    Attributes:
        model: whose rows are read.
        walk: reads it on one row.
        options: loads it along, as one writes it by hand.
    """

    model: Any
    walk: Callable[[Any], object]
    options: Sequence[Any]


KINDS = {
    "many to one": Kind(Author, lambda a: a.team, [selectinload(Author.team)]),
    "one to many": Kind(Author, lambda a: a.posts, [selectinload(Author.posts)]),
    "one to one": Kind(Author, lambda a: a.profile, [selectinload(Author.profile)]),
    "many to many": Kind(Post, lambda p: p.tags, [selectinload(Post.tags)]),
    "tree": Kind(Author, lambda a: a.helpers, [selectinload(Author.helpers)]),
    "nested twice": Kind(
        Author,
        lambda a: [post.tags for post in a.posts],
        [selectinload(Author.posts).selectinload(Post.tags)],
    ),
}


@dataclass(frozen=True)
class Loading:
    """One kind of relationship, loaded in one way; ratios are to `selectinload`."""

    relationship: str
    database: str
    way: str
    statements: int
    cpu: float
    wall: float


Times = tuple[float, float]
"""Seconds of CPU and by the clock."""

Read = Callable[[Kind, str], Times]


def rows() -> list[Loading]:
    """Every kind in every way, on SQLite and PostgreSQL, sync and async."""
    found: list[Loading] = []
    for name, home in {"SQLite": scratch.sqlite, "PostgreSQL": scratch.postgresql}.items():
        with home(fill) as url, asyncio.Runner() as runner:
            db = Database(url, metadata=metadata)
            found += measured(name, db, partial(read, db))
            found += measured(f"{name}, async", db, partial(read_async, db, runner))
            runner.run(db.aclose())
    return found


def read(db: Database, kind: Kind, way: str) -> Times:
    """One reading in a session of its own."""
    with db.session(lazy_loads=lazy_loads(way)) as session:
        return work(session, kind, way)


def read_async(db: Database, runner: asyncio.Runner, kind: Kind, way: str) -> Times:
    """As `read`, in an async session."""

    async def run() -> Times:
        async with db.async_session(lazy_loads=lazy_loads(way)) as session:
            return await session.run_sync(work, kind, way)

    return runner.run(run())


def lazy_loads(way: str) -> LazyLoads:
    return "single" if way == ONE_BY_ONE else "siblings"


def work(session: Session, kind: Kind, way: str) -> Times:
    """Read a thousand rows and the relationship of each; the garbage collector waits, as it would hit one at random."""
    statement = select(kind.model).where(kind.model.id <= AUTHORS)
    if way == BY_HAND:
        statement = statement.options(*kind.options)
    gc.collect()
    gc.disable()
    try:
        cpu, wall = time.process_time(), time.perf_counter()
        for row in session.exec(statement).all():
            kind.walk(row)
        return time.process_time() - cpu, time.perf_counter() - wall
    finally:
        gc.enable()


def measured(database: str, db: Database, read: Read) -> Iterator[Loading]:
    """The median ratio of several rounds, in which all ways take turns; what disturbs a round disturbs all of it."""
    for name, kind in KINDS.items():
        sent = {way: statements(db, read, kind, way) for way in ROUNDS}
        times: dict[str, list[Times]] = {way: [] for way in ROUNDS}
        for turn in range(max(ROUNDS.values())):
            for way in (way for way, rounds in ROUNDS.items() if turn < rounds):
                times[way].append(read(kind, way))
        for way in ROUNDS:
            yield Loading(name, database, way, sent[way], *ratios(times[way], times[BY_HAND]))


def ratios(some: Sequence[Times], others: Sequence[Times]) -> Iterator[float]:
    """The median ratio, round by round, of CPU and by the clock."""
    for i in (0, 1):
        rounds = zip(some, others, strict=False)
        yield round(median(one[i] / other[i] for one, other in rounds), 2)


def statements(db: Database, read: Read, kind: Kind, way: str) -> int:
    """How many statements a reading sends, the one for the rows included."""
    with count_queries(db) as queries:
        read(kind, way)
    return queries.count
