"""What watching adds to a statement: of one row by its key, on SQLite in memory, where the database takes least."""

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import event
from sqlmodel import select

from benchmarks.authors import Author, fill
from colonnade import Database, DatabaseSettings, count_queries
from colonnade.data.sessions.session import DataSession
from colonnade.data.watch import lazy

ROUNDS, CALLS = 300, 20


@dataclass(frozen=True)
class Watching:
    """Microseconds of CPU for one statement."""

    what: str
    microseconds: float
    more_than_without: float


def rows() -> list[Watching]:
    """A statement without anything of it, as it is, and while it is watched."""
    logging.getLogger("colonnade.watch").setLevel(logging.ERROR)
    # A database for each way: an engine that was listened to once is never again as quick as before.
    db, counted, warning = filled(), filled(), filled(warn_n_plus_one=True)
    ways: dict[str, Callable[[], float]] = {
        "without sibling loading": lambda: timed(db, unanswered()),
        "as it is": lambda: timed(db, nullcontext()),
        "within count_queries": lambda: timed(counted, count_queries(counted)),
        "with warn_n_plus_one": lambda: timed(warning, nullcontext()),
    }
    shortest = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            shortest[name] = min(shortest[name], way())
    first = next(iter(shortest.values()))
    return [Watching(name, round(s, 1), round(s - first, 1)) for name, s in shortest.items()]


def filled(*, warn_n_plus_one: bool = False) -> Database:
    """A database in memory with a thousand authors."""
    db = Database("sqlite://", settings=DatabaseSettings(warn_n_plus_one=warn_n_plus_one))
    fill(db)
    return db


@contextmanager
def unanswered() -> Iterator[None]:
    """Sessions that do not look for lazy loads."""
    event.remove(DataSession, "do_orm_execute", lazy._answer)
    try:
        yield
    finally:
        event.listen(DataSession, "do_orm_execute", lazy._answer)


def timed(db: Database, watching: AbstractContextManager[object]) -> float:
    """Microseconds of one statement, within a session and without what begins and ends it."""
    statement = select(Author).where(Author.id == 1)
    with watching, db.session() as session:
        session.exec(statement).all()
        gc.disable()
        start = time.thread_time()
        for _ in range(CALLS):
            session.exec(statement).all()
        spent = time.thread_time() - start
        gc.enable()
    return spent / CALLS * 1e6
