"""What searches cost behind the policies of PostgreSQL, and what the history of rows costs.

A search is compared with the same one of a role that policies do not hold, over the 50,000 notes of one owner. A change
is compared with that of a model without a history. The calls take turns.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import Index, MetaData, delete, func, insert, text, update
from sqlalchemy.orm import registry
from sqlmodel import Field, col, select

from benchmarks import scratch
from benchmarks.isolation import protected
from colonnade import (
    EVERYONE,
    Database,
    Model,
    Owned,
    Owner,
    WithHistory,
    prefix_index,
    search_index,
    stored_by_value,
)
from colonnade.data.queries.search import beginning, matching

NOTES, ROUNDS = 50_000, 40
MANY, FEW_ROUNDS = 5_000, 9

Call = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Cost:
    """One thing: the median of its calls, to that of the calls without."""

    what: str
    milliseconds: float
    ratio: float


metadata = MetaData()


class Status(StrEnum):
    """Of a note."""

    OPEN = "open"
    RARE = "rare"


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Person(Owner, Base, table=True):
    """Has notes."""

    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    """Is looked for, in four ways."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    status: Status = Field(sa_type=stored_by_value(Status, name="status"))
    person_id: int = Owned.by("person.id", index=True)

    __table_args__ = (
        search_index("title"),
        prefix_index("title"),
        Index("ix_note_status", "status"),
        Index("ix_note_title_lower", text("lower(title)")),
    )


class Kept(WithHistory, Owned, Base, table=True):
    """Has a history."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    person_id: int = Owned.by("person.id", index=True)


class Plain(Owned, Base, table=True):
    """The same without."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=100)
    person_id: int = Owned.by("person.id", index=True)


SEARCHES: dict[str, Callable[[], Any]] = {
    "search": lambda: matching(Note, "w77", "postgresql")[0],
    "prefix": lambda: beginning(Note.title, "Title 777", "postgresql"),
    "lower()": lambda: func.lower(col(Note.title)) == "title 777 w277",
    "enum": lambda: col(Note.status) == Status.RARE,
}
CHANGES: dict[str, tuple[int, Call]] = {
    "insert one row": (1, lambda s, m: s.execute(insert(m), {"title": "x"})),
    "update one row": (1, lambda s, m: s.execute(update(m).values(title=m.title + "y"))),
    "delete one row": (1, lambda s, m: s.execute(delete(m))),
    "insert 5,000 rows": (MANY, lambda s, m: s.execute(insert(m), [{"title": "x"}] * MANY)),
    "update 5,000 rows": (MANY, lambda s, m: s.execute(update(m).values(title=m.title + "y"))),
    "delete 5,000 rows": (MANY, lambda s, m: s.execute(delete(m))),
}


def rows() -> list[Cost]:
    """Everything, on PostgreSQL."""
    with scratch.postgresql(fill) as url:
        db = Database(url, metadata=metadata)
        found = [history(db, *one) for one in CHANGES.items()]
        db.dispose()
        with protected(url, metadata) as pair:
            return [*found, *(searched(what, SEARCHES[what], *pair) for what in SEARCHES)]


def fill(db: Database) -> None:
    """One owner's notes."""
    db.create_all(metadata)
    numbers = f"generate_series(1, {NOTES}) AS n(i)"
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO person (id) VALUES (1)"))
        connection.execute(
            text(
                "INSERT INTO note (title, status, person_id) SELECT 'Title ' || i || ' w' || i % 500,"
                f" (CASE WHEN i % 1000 = 0 THEN 'rare' ELSE 'open' END)::status, 1 FROM {numbers}"
            )
        )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def searched(what: str, condition: Callable[[], Any], ours: Database, theirs: Database) -> Cost:
    """A search behind policies."""
    statement = select(Note.title).where(condition())

    def call(db: Database, _: Any) -> None:
        with db.session(owner=1) as session:
            session.exec(statement).all()

    return compared(what, [(ours, None), (theirs, None)], call, ROUNDS)


def history(db: Database, what: str, said: tuple[int, Call]) -> Cost:
    """A change of rows with a history; the rows that it needs are made before each call."""
    many, work = said

    def call(db: Database, model: Any) -> None:
        with db.session(owner=1) as session:
            work(session, model)

    def prepare(model: Any) -> None:
        with db.session(owner=EVERYONE) as session:
            session.execute(delete(model))
            if not what.startswith("insert"):
                session.execute(insert(model), [{"title": "x", "person_id": 1}] * many)

    rounds = ROUNDS if many == 1 else FEW_ROUNDS
    return compared(what, [(db, Kept), (db, Plain)], call, rounds, prepare)


def compared(
    what: str,
    pair: list[tuple[Database, Any]],
    call: Call,
    rounds: int,
    prepare: Callable[[Any], None] = lambda model: None,
) -> Cost:
    """The median of the first to that of the second; the first round is not counted."""
    times: list[list[float]] = [[], []]
    for _ in range(rounds + 1):
        for taken, (db, model) in zip(times, pair, strict=True):
            prepare(model)
            with timed(taken):
                call(db, model)
    ours, theirs = (median(taken[1:]) for taken in times)
    return Cost(what, round(ours * 1000, 2), round(ours / theirs, 2))


@contextmanager
def timed(found: list[float]) -> Iterator[None]:
    """Note the seconds that the block takes."""
    start = time.perf_counter()
    yield
    found.append(time.perf_counter() - start)
