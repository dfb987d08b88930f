"""Models of every shape work on three databases: composite keys, trees, association objects, JSON, arrays, computed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Optional

import pytest
from sqlalchemy import ARRAY, JSON, Computed, ForeignKeyConstraint, MetaData, String, func
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, select

from colonnade import NAMING_CONVENTION, Crud, Database, ForeignKeyViolation, Model, NotFound
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Order(Base, table=True):
    """Is known by its shop and its number."""

    __tablename__ = "orders"

    shop: str = Field(primary_key=True, max_length=10)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})

    lines: list["Line"] = Relationship(back_populates="order", passive_deletes="all")


class Line(Base, table=True):
    """Belongs to an order; its total is computed."""

    __tablename__ = "lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop", "number"], ["orders.shop", "orders.number"], ondelete="CASCADE"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    shop: str = Field(max_length=10)
    number: int
    pieces: int
    price: int
    total: int = Field(sa_column_args=[Computed("pieces * price", persisted=True)])

    order: Order = Relationship(back_populates="lines")


class Node(Base, table=True):
    """Is in a tree."""

    __tablename__ = "nodes"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)
    parent_id: int | None = Field(default=None, foreign_key="nodes.id", ondelete="CASCADE")

    parent: Optional["Node"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"}
    )
    children: list["Node"] = Relationship(back_populates="parent", passive_deletes="all")


class Membership(Base, table=True):
    """Says since when somebody is in a club."""

    __tablename__ = "memberships"

    member_id: int = Field(foreign_key="members.id", primary_key=True, ondelete="CASCADE")
    club_id: int = Field(foreign_key="clubs.id", primary_key=True, ondelete="CASCADE")
    since: datetime | None = Field(default=None, sa_column_kwargs={"server_default": func.now()})

    member: "Member" = Relationship(back_populates="memberships")
    club: "Club" = Relationship(back_populates="memberships")


class Member(Base, table=True):
    """Is in clubs."""

    __tablename__ = "members"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)

    memberships: list[Membership] = Relationship(back_populates="member", passive_deletes="all")
    clubs: list["Club"] = Relationship(
        link_model=Membership, sa_relationship_kwargs={"viewonly": True}
    )


class Club(Base, table=True):
    """Has members."""

    __tablename__ = "clubs"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=10)

    memberships: list[Membership] = Relationship(back_populates="club", passive_deletes="all")


class Document(Base, table=True):
    """Holds what has no columns."""

    __tablename__ = "documents"

    id: int | None = Field(default=None, primary_key=True)
    body: dict[str, Any] = Field(default_factory=dict)
    words: list[str] = Field(
        default_factory=list, sa_type=ARRAY(String(20)).with_variant(JSON(), "sqlite", "mysql")
    )


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """The tables."""
    return kept(request.param, metadata)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """A session in which two orders, three nodes and a membership are stored."""
    with db.session() as opened:
        opened.add_all([Order(shop="a", number=1), Order(shop="a", number=2)])
        opened.add(Node(name="top", children=[Node(name="mid", children=[Node(name="low")])]))
        opened.add(Membership(member=Member(name="ann"), club=Club(name="go")))
        opened.flush()
        opened.expunge_all()
        yield opened


def test_a_composite_key_is_a_tuple(session: Session) -> None:
    orders = Crud(Order, session)
    assert orders.get(("a", 2)).number == 2
    orders.delete(("a", 2))
    assert [order.number for order in orders.list()] == [1]
    with pytest.raises(NotFound):
        orders.get(("a", 2))


def test_pages_go_by_a_composite_key(session: Session) -> None:
    first = Crud(Order, session).page(size=1)
    second = Crud(Order, session).page(size=1, after=first.next)
    assert [order.number for order in first.items + second.items] == [1, 2]


def test_a_composite_foreign_key_leads_to_its_row(session: Session) -> None:
    line = Crud(Line, session).create({"shop": "a", "number": 1, "pieces": 2, "price": 3})
    assert Crud(Order, session).get(("a", 1), load=[Order.lines]).lines == [line]
    assert line.order.shop == "a"


def test_a_composite_foreign_key_that_leads_nowhere_is_refused(session: Session) -> None:
    with pytest.raises(ForeignKeyViolation) as caught, session.begin_nested():
        Crud(Line, session).create({"shop": "a", "number": 9, "pieces": 2, "price": 3})
    assert caught.value.field in ("shop, number", None)


def test_a_computed_column_is_there_at_once(session: Session) -> None:
    lines = Crud(Line, session)
    line = lines.create({"shop": "a", "number": 1, "pieces": 2, "price": 3})
    assert line.total == 6
    assert lines.update(line.id, {"pieces": 4}).total == 12
    assert lines.list(Line.total > 10) == [line]


def test_a_tree_loads_both_ways(session: Session) -> None:
    nodes = Crud(Node, session)
    low = nodes.list(Node.name == "low")[0]
    assert low.parent is not None
    assert low.parent.parent is not None
    assert [child.name for child in low.parent.parent.children] == ["mid"]


def test_a_tree_is_deleted_from_above(session: Session) -> None:
    nodes = Crud(Node, session)
    nodes.delete(nodes.list(Node.name == "mid")[0].id)
    session.expunge_all()
    assert [node.name for node in nodes.list()] == ["top"]


def test_an_association_object_is_read_both_ways(session: Session) -> None:
    member = Crud(Member, session).list(load=[Member.clubs, Member.memberships])[0]
    assert [club.name for club in member.clubs] == ["go"]
    assert member.memberships[0].club.name == "go"
    assert Crud(Membership, session).get((member.id, member.memberships[0].club_id)).since


def test_json_changes_are_written_at_every_depth(session: Session) -> None:
    document = Crud(Document, session).create({"body": {"a": [{"b": 1}]}})
    document.body["a"][0]["b"] = 2
    document.body["a"].append(3)
    session.flush()
    session.expire_all()
    assert session.exec(select(Document)).one().body == {"a": [{"b": 2}, 3]}


def test_array_changes_are_written(session: Session) -> None:
    document = Crud(Document, session).create({"words": ["a"]})
    document.words.append("b")
    session.flush()
    session.expire_all()
    assert session.exec(select(Document)).one().words == ["a", "b"]
