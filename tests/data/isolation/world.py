"""Two worlds: one with the rows of Alice and Bob, and one in which Alice is alone.

Isolation is right when Alice's session in the first gives what a plain session gives in the second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    MetaData,
    Row,
    Text,
    cast,
    create_engine,
    event,
    insert,
    literal,
    null,
    select,
    union_all,
)
from sqlmodel import Session

from colonnade.data.isolation.engine import scoped
from colonnade.data.isolation.session import ScopedSession
from tests.data.isolation.models import metadata

ALICE, BOB = 1, 9002
BOBS = frozenset({9002, 9020, 9040, 9200, 9201, 9100})
"""Every key of Bob's rows; Alice's rows have none of them, and never point at one."""
_BOBS = frozenset(map(str, BOBS))

ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [{"id": 1, "email": "alice"}, {"id": 9002, "email": "BOB"}],
    "countries": [{"id": 1, "name": "Utopia"}],
    "labels": [{"id": 50, "name": "urgent"}],
    "unclassified": [{"id": 1, "name": "BOB"}],
    "projects": [
        {"id": 10, "name": "alice", "user_id": 1},
        {"id": 9020, "name": "BOB", "user_id": 9002},
    ],
    "tags": [
        {"id": 30, "name": "alice", "user_id": 1},
        {"id": 9040, "name": "BOB", "user_id": 9002},
    ],
    "tasks": [
        {"id": 100, "title": "a1", "slug": "a1", "priority": 1, "project_id": 10, "user_id": 1},
        {"id": 101, "title": "a2", "slug": "a2", "priority": 2, "project_id": None, "user_id": 1},
        {
            "id": 9200,
            "title": "BOB1",
            "slug": "BOB1",
            "priority": 1,
            "project_id": 9020,
            "user_id": 9002,
        },
        {
            "id": 9201,
            "title": "BOB2",
            "slug": "BOB2",
            "priority": 9,
            "project_id": None,
            "user_id": 9002,
        },
    ],
    "task_tags": [{"task_id": 100, "tag_id": 30}, {"task_id": 9200, "tag_id": 9040}],
    "comments": [
        {"id": 1000, "body": "alice", "task_id": 100},
        {"id": 9100, "body": "BOB", "task_id": 9200},
    ],
}
for row in ROWS["tasks"]:
    row["country_id"] = 1


class Outcome(Enum):
    """What a path must do in Alice's session."""

    SAME = "the result is what it would be if Alice were alone"
    REFUSED = "an isolation error says what to do"
    HARMLESS = "nothing of Bob's is seen or changed, whether it raises or not"


Run = Callable[[ScopedSession], Any]


@dataclass(frozen=True)
class Path:
    """One way by which Bob's rows might be reached."""

    name: str
    outcome: Outcome
    run: Run
    only: frozenset[str]
    """The databases it makes sense on."""
    leaks: bool
    """Whether it reaches Bob's rows in a session without a scope."""


ALL = frozenset({"sqlite", "postgresql", "mysql"})


class Paths(list[Path]):
    """The paths of one file, in order."""

    def add(
        self, name: str, outcome: Outcome, *only: str, leaks: bool = True
    ) -> Callable[[Run], Run]:
        """Add the decorated function as a path."""

        def decorator(run: Run) -> Run:
            self.append(Path(name, outcome, run, frozenset(only) or ALL, leaks))
            return run

        return decorator


def fill(engine: Engine, *, alone: bool = False) -> None:
    """Put the rows into empty or used tables; they are left alone when they hold just these rows already."""
    if _FILLED.get((engine, alone)) != (_SEEN.pop(engine, None) or contents(engine)):
        with engine.begin() as connection:
            _refill(connection, alone)
        _FILLED[engine, alone] = contents(engine)


def _refill(connection: Connection, alone: bool) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name == "tasks":
            connection.execute(table.update().values(parent_id=None))
        connection.execute(table.delete())
    for table in metadata.sorted_tables:
        rows = [row for row in ROWS[table.name] if not (alone and is_bobs(row))]
        if rows:
            connection.execute(insert(table), rows)


def _everything() -> CompoundSelect[Any]:
    """All rows of all tables in one statement: the table's name, and the values as text."""
    width = max(len(table.columns) for table in metadata.sorted_tables)
    return union_all(
        *(
            select(
                literal(table.name),
                *(cast(column, Text) for column in table.columns),
                *(cast(null(), Text) for _ in range(width - len(table.columns))),
            )
            for table in metadata.sorted_tables
        )
    )


EVERYTHING = _everything()
_FILLED: dict[tuple[Engine, bool], list[Row[Any]]] = {}
"""What the tables held when they were last filled."""
_SEEN: dict[Engine, list[Row[Any]]] = {}
"""What the tables of a test that is over held at its end."""
TWINS: dict[Engine, Engine] = {}
"""The database in which Alice is alone, for the one in which Bob is as well."""


def alone(engine: Engine) -> Engine:
    """The world without Bob: the twin, or without one the same database, filled again."""
    twin = TWINS.get(engine, engine)
    fill(twin, alone=True)
    return twin


def contents(engine: Engine) -> list[Row[Any]]:
    """Every row of every table, as text."""
    with engine.connect() as connection:
        return sorted(connection.execute(EVERYTHING), key=repr)


def is_bobs(row: dict[str, Any]) -> bool:
    """Whether a row is Bob's or points at one of his."""
    keys = (str(value) for name, value in row.items() if name == "id" or name.endswith("_id"))
    return not _BOBS.isdisjoint(keys)


def bobs_rows(engine: Engine) -> list[Row[Any]]:
    """Everything of Bob's, and everything that points at it."""
    return _bobs(contents(engine))


def bobs_first_rows(engine: Engine) -> list[Row[Any]]:
    """The same as it was when the tables were filled."""
    return _bobs(_FILLED[engine, False])


def bobs_last_rows(engine: Engine) -> list[Row[Any]]:
    """The same at the end of a test, after which nothing is written."""
    _SEEN[engine] = contents(engine)
    return _bobs(_SEEN[engine])


def _bobs(rows: list[Row[Any]]) -> list[Row[Any]]:
    columns = {table.name: table.columns.keys() for table in metadata.sorted_tables}
    return [row for row in rows if is_bobs(dict(zip(columns[row[0]], row[1:], strict=False)))]


def make_engine(url: str) -> Engine:
    """An engine as an application has it, with foreign keys on SQLite."""
    engine = create_engine(url, enable_from_linting=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = ON"))
    metadata.create_all(engine)
    return engine


def session_of(engine: Engine, owner: Any) -> Session:
    """A session of one owner."""
    return session_in(engine, owner, metadata)


def session_in(engine: Engine, owner: Any, tables: MetaData) -> Session:
    """A session of one owner, on other tables than those of the models."""
    return ScopedSession(scoped(engine, owner, tables), expire_on_commit=False)
