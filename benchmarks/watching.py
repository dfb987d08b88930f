"""What watching adds to a statement: of one row by its key, on SQLite in memory, where the database takes least.

The rule here: a watched statement has a twin that is not, on a database of its own, and the two take turns, one statement
each. Where several databases took turns of twenty, one that nobody watched was mostly slower as well when it came behind a watched one.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from statistics import quantiles

from sqlalchemy import event
from sqlmodel import Session, select

from benchmarks.authors import Author, fill
from colonnade import Database, DatabaseSettings, count_queries
from colonnade.data.sessions.session import DataSession
from colonnade.data.watch import lazy

CALLS = 6000
STATEMENT = select(Author).where(Author.id == 1)

Way = Callable[[], AbstractContextManager[object]]
"""What is done around the statements that are measured."""


@dataclass(frozen=True)
class Watching:
    """Microseconds of CPU for one statement."""

    what: str
    microseconds: float
    more_than_without: float


def rows() -> list[Watching]:
    """A statement without anything of it, as it is, and while it is watched."""
    logging.getLogger("colonnade.watch").setLevel(logging.ERROR)
    db, warning = filled(), filled(warn_n_plus_one=True)
    bare, as_it_is = beside_twin(db, nullcontext)
    ways: dict[str, tuple[float, float]] = {
        "without sibling loading": (bare, bare),
        "as it is": (bare, as_it_is),
        "within count_queries": beside_twin(db, partial(count_queries, db)),
        "with warn_n_plus_one": beside_twin(warning, nullcontext),
    }
    return [
        Watching(name, round(spent, 1), round(spent - twin, 1))
        for name, (twin, spent) in ways.items()
    ]


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


def beside_twin(db: Database, way: Way) -> tuple[float, float]:
    """Microseconds of one statement without anything of it, and of one as a way has it.

    What disturbs a statement makes it longer, so that the shortest tenth of each is what is compared.
    """
    twin: list[float] = []
    spent: list[float] = []
    with way(), db.session() as session, filled().session() as other:
        for _ in range(CALLS):
            spent.append(timed(session))
            with unanswered():
                twin.append(timed(other))
    return quantiles(twin, n=10)[0], quantiles(spent, n=10)[0]


def timed(session: Session) -> float:
    """Microseconds of one statement, within a session and without what begins and ends it."""
    gc.disable()
    start = time.thread_time()
    session.exec(STATEMENT).all()
    spent = time.thread_time() - start
    gc.enable()
    return spent * 1e6
