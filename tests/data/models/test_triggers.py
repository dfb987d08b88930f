"""A trigger moves `updated_at` when somebody writes past SQLAlchemy."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, select

from colonnade import Database, Model, Timestamped, keep_updated_at, updated_at_triggers
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData()
OLD = datetime(2020, 1, 1, tzinfo=UTC)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Order(Timestamped, Base, table=True):
    """Its name is a keyword."""

    __tablename__ = "order"

    id: int | None = Field(default=None, primary_key=True)
    number: int = 0


class Import(Base, table=True):
    """Has an `updated_at` of its own meaning."""

    __tablename__ = "imports"

    id: int | None = Field(default=None, primary_key=True)
    updated_at: datetime


keep_updated_at(metadata)


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """An order and an import, both of long ago."""
    database = kept(request.param, metadata)
    with database.session() as session:
        session.add_all([Order(id=1, updated_at=OLD), Import(id=1, updated_at=OLD)])
    return database


def moment(db: Database, model: type[Order] | type[Import]) -> datetime:
    with db.session() as session:
        return session.exec(select(model.updated_at)).one()


def raw(db: Database, statement: str) -> None:
    quote = db.engine.dialect.identifier_preparer.quote
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement.replace("order", quote("order")))


def is_now(at: datetime) -> bool:
    return abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_a_raw_update_moves_it(db: Database) -> None:
    raw(db, "UPDATE order SET number = 1")
    assert is_now(moment(db, Order))


def test_a_raw_update_that_says_the_moment_is_believed(db: Database) -> None:
    raw(db, "UPDATE order SET updated_at = '2021-01-01 00:00:00.000000'")
    assert moment(db, Order) == datetime(2021, 1, 1, tzinfo=UTC)


def test_rows_in_memory_are_as_the_database_has_them(db: Database) -> None:
    with db.session() as session:
        order = session.get_one(Order, 1)
        order.number = 2
        session.flush()
        known = order.updated_at
    assert is_now(known)
    assert abs(moment(db, Order) - known) < timedelta(seconds=1)


def test_other_tables_have_none(db: Database) -> None:
    raw(db, "UPDATE imports SET id = 2")
    assert moment(db, Import) == OLD


def test_a_migration_makes_it(db: Database) -> None:
    table: Table = Order.__table__  # type: ignore[attr-defined]
    on = " ON order" if db.engine.dialect.name == "postgresql" else ""
    with db.engine.begin() as connection:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"DROP TRIGGER touch_order{on.replace('order', quote('order'))}")
        for statement in updated_at_triggers(table, connection.dialect):
            connection.exec_driver_sql(statement)
    raw(db, "UPDATE order SET number = 1")
    assert is_now(moment(db, Order))
