"""A page in the middle begins in the middle of an index, so it costs what the first page costs."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Index, MetaData, event, text
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Crud, Database, Model

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Event(Base, table=True):
    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_day", "day", "id"),
        Index("ix_events_kind", "kind", text("day DESC"), "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    day: int
    kind: int
    name: str = Field(default="", max_length=20)


USED = {
    "sqlite": "SEARCH events USING INDEX ix_events_{}",
    "postgresql": "Index Cond",
    "mysql": "range ix_events_{}",
}
"""What the plan of each database says of a range in an index; a scan of all of it reads otherwise."""


@pytest.fixture
def db(scratch: str) -> Iterator[Database]:
    """Two thousand events."""
    made = Database(scratch, metadata=metadata)
    made.create_all(metadata)
    with made.session() as session:
        rows = ({"day": n % 400, "kind": n % 5} for n in range(2_000))
        Crud(Event, session).bulk_create(rows)
    with made.engine.begin() as connection:
        connection.execute(text("ANALYZE TABLE events" if is_mysql(connection) else "ANALYZE"))
    yield made
    made.dispose()


def is_mysql(connection: Connection) -> bool:
    return connection.dialect.name == "mysql"


def plan(db: Database, sort: str) -> str:
    """The plan of the page after the first one."""
    sent: list[tuple[str, object]] = []

    def note(
        conn: object, cursor: object, statement: str, parameters: object, *rest: object
    ) -> None:
        sent.append((statement, parameters))

    with db.session() as session:
        events = Crud(Event, session)
        after = events.page(sort=sort, size=5).next
        event.listen(db.engine, "before_cursor_execute", note)
        events.page(sort=sort, size=5, after=after)
        event.remove(db.engine, "before_cursor_execute", note)
    return explained(db, *sent[-1])


def explained(db: Database, statement: str, parameters: object) -> str:
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":  # or it reads so small a table whole
            connection.execute(text("SET enable_seqscan = off"))
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters).mappings().all()  # type: ignore[arg-type]
    if db.engine.dialect.name == "mysql":
        return "; ".join(f"{row['type']} {row['key']}" for row in rows)
    return "; ".join(str([*row.values()][-1]) for row in rows)


@pytest.mark.parametrize("sort", ["day,id", "-day,-id", "day"])
def test_one_direction(db: Database, sort: str) -> None:
    assert USED[db.engine.dialect.name].format("day") in plan(db, sort)


def test_mixed_directions(db: Database) -> None:
    assert USED[db.engine.dialect.name].format("kind") in plan(db, "kind,-day,id")
