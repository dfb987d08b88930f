"""What a session for one owner costs, against the same statements with the owner's filter written by hand.

Both sides use a `Database`; the second one is told of no table with owners, so its sessions differ in nothing but the scope.
Its filter is made in each unit, as an application makes it. The calls take turns, one by one. With row security beneath,
the other side is the same session without it: of a role that policies do not hold.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import ColumnElement, MetaData, func, insert, make_url, update
from sqlmodel import Session, col, select

from benchmarks import scratch
from benchmarks.samples import READ_BY, START
from benchmarks.taskboard import USERS, Tag, Task, TaskTag, metadata
from colonnade import Database
from colonnade.data.isolation.row_security.statements import (
    leakproof_statements,
    role_statements,
    row_security_statements,
)

CALLS = 300
WARM_UP = 30

Criteria = Callable[[int], tuple[ColumnElement[bool], ...]]
"""Makes the owner's filter, where there is one."""

Work = Callable[[Session, int, Criteria], Any]


@dataclass(frozen=True)
class Cost:
    """One statement, session included."""

    operation: str
    database: str
    ratio_to_by_hand: float


def rows() -> list[Cost]:
    """Every statement on both databases."""
    with scratch.postgresql() as url:
        found = on("postgresql", url)
        with protected(url, metadata) as (beneath, without):
            found += [
                Cost(
                    operation,
                    "row security beneath",
                    round(ratio(beneath, without, work, like=True), 2),
                )
                for operation, work in OPERATIONS.items()
            ]
    with scratch.sqlite() as url:
        return found + on("sqlite", url)


def on(database: str, url: str) -> list[Cost]:
    """Every statement on one database."""
    scoped, by_hand = Database(url, metadata=metadata), Database(url, metadata=MetaData())
    try:
        return [
            Cost(operation, database, round(ratio(scoped, by_hand, work), 2))
            for operation, work in OPERATIONS.items()
        ]
    finally:
        scoped.dispose()
        by_hand.dispose()


@contextmanager
def protected(url: str, tables: MetaData) -> Iterator[tuple[Database, Database]]:
    """The database with policies, as the application's role and as one that passes them by."""
    role = f"bench_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        for statement in (*role_statements(role), *leakproof_statements()):
            server.execute(statement)
        for statement in row_security_statements(tables, role):
            server.execute(statement)
        theirs = make_url(url).set(username=role).render_as_string(hide_password=False)
        pair = Database(theirs, metadata=tables, row_security=True), Database(url, metadata=tables)
        try:
            yield pair
        finally:
            for db in pair:
                db.dispose()
            server.execute(f"DROP OWNED BY {role}, {role}_everyone")
            server.execute(f"DROP ROLE {role}; DROP ROLE {role}_everyone")


def ratio(scoped: Database, by_hand: Database, work: Work, *, like: bool = False) -> float:
    """The median of the sessions for one owner, to that of those by hand, or to like ones."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP + CALLS):
        user = 1 + number * 37 % READ_BY
        pair = (
            seconds(scoped, user, work, owner=user),
            seconds(by_hand, user, work, owner=user) if like else seconds(by_hand, user, work),
        )
        for found, taken in zip(times, pair, strict=True):
            found.append(taken)
    ours, theirs = (median(found[WARM_UP:]) for found in times)
    return ours / theirs


def seconds(db: Database, user: int, work: Work, owner: int | None = None) -> float:
    start = time.perf_counter()
    with db.session(owner=owner) as session:
        work(session, user, _none if owner else _by_hand)
    return time.perf_counter() - start


def _none(user: int) -> tuple[ColumnElement[bool], ...]:
    return ()


def _by_hand(user: int) -> tuple[ColumnElement[bool], ...]:
    return (col(Task.user_id) == user,)


_numbers = count()


def _point(session: Session, user: int, mine: Criteria) -> Any:
    return session.exec(select(Task).where(Task.id == _task_of(user), *mine(user))).one()


def _list(session: Session, user: int, mine: Criteria) -> Any:
    newest = (col(Task.created_at).desc(), col(Task.id).desc())
    return session.exec(select(Task).where(*mine(user)).order_by(*newest).limit(50)).all()


def _count(session: Session, user: int, mine: Criteria) -> Any:
    return session.exec(select(func.count()).select_from(Task).where(*mine(user))).one()


def _join(session: Session, user: int, mine: Criteria) -> Any:
    tagged = select(Task.title, Tag.name).join(TaskTag, col(TaskTag.task_id) == Task.id)
    tagged = tagged.join(Tag, col(TaskTag.tag_id) == Tag.id)
    return session.exec(tagged.where(*mine(user)).limit(50)).all()


def _update(session: Session, user: int, mine: Criteria) -> Any:
    changed = update(Task).where(col(Task.id) == _task_of(user), *mine(user))
    return session.execute(changed.values(title=f"Changed {next(_numbers)}"))


def _insert(session: Session, user: int, mine: Criteria) -> Any:
    task = {"title": "new", "priority": "high", "completed": False, "user_id": user}
    return session.execute(insert(Task).values(due_date=START, **task))


def _task_of(user: int) -> int:
    """A task of a user, as `taskboard.fill` deals them out."""
    return USERS * 8 + user - 1


OPERATIONS: dict[str, Work] = {
    "point read": _point,
    "list of 50": _list,
    "count": _count,
    "join": _join,
    "update": _update,
    "insert": _insert,
}
