"""Tables of SQLite that do something by themselves with a row that is in conflict."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    column,
    create_engine,
    insert,
    select,
    table,
)

from colonnade.data.isolation.engine import scoped
from colonnade.data.models.declaration import OWNER, OWNERSHIP
from colonnade.errors import OutOfScope

World = tuple[Connection, Table]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Alice's connection, and a table that does on conflict what the test says; row 2 is Bob's."""
    engine, meta = create_engine("sqlite://"), MetaData()
    Table("users", meta, Column("id", Integer, primary_key=True), info={OWNERSHIP: "owner"})
    key: Any = {"primary_key": True, "sqlite_on_conflict_primary_key": request.param}
    by: Column[Any] = Column("user_id", ForeignKey("users.id"), info={OWNER: "by"})
    made = Table(
        "rows", meta, Column("id", Integer, **key), Column("at", ForeignKey("rows.id")), by
    )
    with engine.begin() as connection:
        meta.create_all(connection)
        connection.execute(insert(meta.tables["users"]), [{"id": 1}, {"id": 2}])
        connection.execute(insert(made).values(id=2, user_id=2))
        yield Connection(scoped(engine, 1, meta)), made


@pytest.mark.parametrize("world", ["REPLACE"], indirect=True)
@pytest.mark.parametrize("lightweight", [False, True])
def test_row_of_another_owner_is_not_replaced(world: World, lightweight: bool) -> None:
    connection, made = world
    twin = table("rows", column("id"), column("user_id")) if lightweight else made
    with pytest.raises(OutOfScope, match="replaces rows"):
        connection.execute(insert(twin).values(id=2))


@pytest.mark.parametrize("world", ["REPLACE"], indirect=True)
def test_row_of_another_owner_gives_no_way_to_one_that_changes(world: World) -> None:
    connection, made = world
    with pytest.raises(OutOfScope, match="replaces rows"):
        connection.execute(made.update().values(id=2))


@pytest.mark.parametrize("world", ["IGNORE"], indirect=True)
def test_row_does_not_point_at_one_that_is_left_out_for_another_owners(world: World) -> None:
    connection, made = world
    with pytest.raises(OutOfScope, match="points at no row"):
        connection.execute(insert(made), [{"id": 2, "at": None}, {"id": 3, "at": 2}])
    assert connection.scalars(select(made.c.id)).all() == []
