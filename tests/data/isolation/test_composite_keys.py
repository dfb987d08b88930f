"""Keys that begin with the owner: the database itself refuses to point at a row of another owner."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import ForeignKeyConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, col, insert, select, update

from colonnade import EVERYONE, Crud, Database, Model, Owned, Owner, uuid7
from colonnade.data.isolation.marks import rules_of
from colonnade.errors import ForeignKeyViolation, NotFound

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class Shop(Owner, Base, table=True):
    __tablename__ = "shops"
    id: int | None = Field(default=None, primary_key=True)


class Customer(Owned, Base, table=True):
    __tablename__ = "customers"
    shop_id: int = Owned.by("shops.id", primary_key=True)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str = Field(max_length=50)

    orders: list["Order"] = Relationship(
        back_populates="customer",
        sa_relationship_kwargs={
            "primaryjoin": "and_(Order.shop_id == Customer.shop_id, foreign(Order.customer_id) == Customer.id)"
        },
    )


class Order(Owned, Base, table=True):
    __tablename__ = "orders"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"]),
        ForeignKeyConstraint(["shop_id", "replaces_id"], ["orders.shop_id", "orders.id"]),
    )
    shop_id: int = Owned.by("shops.id", primary_key=True)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    customer_id: UUID | None = None
    replaces_id: UUID | None = None

    customer: Customer | None = Relationship(
        back_populates="orders",
        sa_relationship_kwargs={
            "primaryjoin": "and_(Order.shop_id == Customer.shop_id, foreign(Order.customer_id) == Customer.id)"
        },
    )


@pytest.fixture
def db(scratch: str) -> Iterator[Database]:
    made = Database(scratch, metadata=metadata)
    made.create_all(metadata)
    with made.session(owner=EVERYONE) as session:
        session.execute(insert(Shop), [{"id": 1}, {"id": 2}])
    yield made
    made.dispose()


@pytest.fixture
def other(db: Database) -> UUID:
    """An order of another shop, and its customer's."""
    with db.session(owner=2) as session:
        order = Crud(Order, session).create({})
        session.flush()
        return order.id


def test_nothing_is_left_to_look_up() -> None:
    assert all(not rule.links for rule in rules_of(metadata).values())


def test_own_rows_are_linked(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Order(customer=Customer(name="Ann")))
    with db.session(owner=1) as session:
        assert session.scalars(select(Order)).one().customer.name == "Ann"


def test_a_link_is_taken_away(db: Database) -> None:
    with db.session(owner=1) as session:
        order = Order(customer=Customer(name="Ann"))
        session.add(order)
        session.flush()
        order.customer = None
    with db.session(owner=1) as session:
        assert session.scalars(select(Order.customer_id)).all() == [None]


def test_row_of_another_owner_is_not_found(db: Database, other: UUID) -> None:
    with db.session(owner=1) as session, pytest.raises(NotFound):
        Crud(Order, session).get((2, other))


def test_database_refuses_a_link_to_another_owner(db: Database, other: UUID) -> None:
    with pytest.raises(ForeignKeyViolation), db.session(owner=1) as session:
        Crud(Order, session).create({"replaces_id": other})


def test_database_refuses_it_for_everyone_as_well(db: Database, other: UUID) -> None:
    with db.session(owner=1) as session:
        session.add(Order())
    with pytest.raises(ForeignKeyViolation), db.session(owner=EVERYONE) as session:
        session.execute(update(Order).where(col(Order.shop_id) == 1).values(replaces_id=other))
