"""A row goes to another owner with what points at it, or not at all."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ForeignKeyConstraint, MetaData, insert, select, update
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import EVERYONE, AsyncCrud, Crud, Database, Model, NotFound, OutOfScope, Owned, Owner
from colonnade.errors import ForeignKeyViolation, InvalidQuery, InvalidValue
from tests.data.conftest import BACKENDS
from tests.data.isolation import models
from tests.data.isolation.models import Comment, Country, Project, Tag, Task, TaskTag, User
from tests.data.isolation.world import ALICE, BOB, fill
from tests.data.kept import Kept


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """The rows of Alice and Bob. Task 100 of Alice is in project 10 and has tag 30 and comment 1000."""
    made = kept(request.param, models.metadata)
    fill(made.engine)
    return made


def transfer(db: Database, model: Any, key: Any, to: Any = BOB, owner: Any = ALICE) -> None:
    with db.session(owner=owner) as session:
        Crud(model, session).transfer(key, to)


def untag(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        session.execute(TaskTag.__table__.delete())


def owner_of(db: Database, model: Any, key: Any) -> Any:
    with db.session(owner=EVERYONE) as session:
        return Crud(model, session).get(key).user_id


def keys(db: Database, owner: Any, model: Any) -> set[Any]:
    with db.session(owner=owner) as session:
        return set(session.scalars(select(model.id)))


@pytest.mark.parametrize("owner", [ALICE, EVERYONE])
def test_row_goes_with_what_points_at_it(db: Database, owner: Any) -> None:
    untag(db)
    transfer(db, Project, 10, owner=owner)
    assert (owner_of(db, Project, 10), owner_of(db, Task, 100)) == (BOB, BOB)
    assert 1000 in keys(db, BOB, Comment)


def test_others_stay(db: Database) -> None:
    untag(db)
    transfer(db, Project, 10)
    assert owner_of(db, Task, 101) == ALICE
    assert keys(db, ALICE, Comment) == set()


@pytest.mark.parametrize("owner", [ALICE, EVERYONE])
def test_row_that_points_at_one_that_stays_does_not_go(db: Database, owner: Any) -> None:
    untag(db)
    with pytest.raises(OutOfScope, match=r"project_id of a row of 'tasks'.*'projects'"):
        transfer(db, Task, 100, owner=owner)
    assert owner_of(db, Task, 100) == ALICE


def test_nor_does_one_below_it(db: Database) -> None:
    with pytest.raises(OutOfScope, match=r"tag_id of a row of 'task_tags'.*'tags'"):
        transfer(db, Project, 10)
    assert owner_of(db, Project, 10) == ALICE


def test_link_row_of_another_parent_stays(db: Database) -> None:
    with pytest.raises(OutOfScope, match=r"task_id of a row of 'task_tags'.*'tasks'"):
        transfer(db, Tag, 30)


def test_tree_goes_from_its_root_only(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        child = Crud(Task, session).create({"title": "child", "parent_id": 101}).id
    with pytest.raises(OutOfScope, match=r"parent_id of a row of 'tasks'"):
        transfer(db, Task, child)
    transfer(db, Task, 101)
    assert owner_of(db, Task, child) == BOB


def test_row_of_another_owner_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        transfer(db, Task, 9201, to=ALICE)


def test_row_leaves_the_session(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        tasks = Crud(Task, session)
        row = tasks.get(101)
        tasks.transfer(101, BOB)
        assert row not in session
        assert tasks.get_or_none(101) is None


def test_pending_changes_are_written_first(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        session.get_one(Task, 101).title = "changed"
        Crud(Task, session).transfer(101, BOB)
    with db.session(owner=BOB) as session:
        assert session.get_one(Task, 101).title == "changed"


def test_it_is_part_of_the_unit_of_work(db: Database) -> None:
    with db.session(owner=ALICE) as session:
        Crud(Task, session).transfer(101, BOB)
        session.rollback()
    assert owner_of(db, Task, 101) == ALICE


def test_owner_must_be_there(db: Database) -> None:
    with pytest.raises(ForeignKeyViolation):
        transfer(db, Task, 101, to=4711)


def test_owner_is_of_the_right_type(db: Database) -> None:
    with pytest.raises(InvalidValue, match="type"):
        transfer(db, Task, 101, to="2")


@pytest.mark.parametrize(("model", "key"), [(User, ALICE), (Comment, 1000), (Country, 1)])
def test_row_without_an_owner_column_is_not_transferred(db: Database, model: Any, key: Any) -> None:
    with pytest.raises(InvalidQuery, match="no column for its owner"):
        transfer(db, model, key)


def test_rows_of_several_owners_do_not_go(db: Database) -> None:
    with db.session(owner=EVERYONE) as session:
        session.execute(update(Task).where(Task.id == 9201).values(project_id=10))
    untag(db)
    with pytest.raises(OutOfScope, match="several owners"):
        transfer(db, Project, 10, owner=EVERYONE)


def test_every_other_way_is_still_refused(db: Database) -> None:
    transfer(db, Task, 101)
    with pytest.raises(OutOfScope, match=r"Crud\.transfer"), db.session(owner=ALICE) as session:
        session.execute(update(Task.__table__).where(Task.id == 100).values(user_id=BOB))


@pytest.mark.anyio
async def test_async(async_url: str, kept: Kept) -> None:
    backend = async_url.partition("+")[0].replace("mysql", "mariadb")
    made = kept(backend, models.metadata)
    fill(made.engine)
    url = made.url.set(drivername=async_url.partition(":")[0])
    db = Database(url.render_as_string(hide_password=False), metadata=models.metadata)
    async with db.async_session(owner=ALICE) as session:
        await AsyncCrud(Task, session).transfer(101, BOB)
    await db.aclose()
    assert owner_of(made, Task, 101) == BOB


meta = MetaData()


class Base(Model, registry=registry(metadata=meta)):
    """An application whose keys begin with the owner."""


class Shop(Owner, Base, table=True):
    __tablename__ = "shops"
    id: UUID = Field(primary_key=True)


class Customer(Owned, Base, table=True):
    __tablename__ = "customers"
    shop_id: UUID = Owned.by("shops.id", primary_key=True)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class Order(Owned, Base, table=True):
    __tablename__ = "orders"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], onupdate="CASCADE"
        ),
    )
    shop_id: UUID = Owned.by("shops.id", primary_key=True)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    customer_id: int | None = None


class Visit(Owned, Base, table=True):
    __tablename__ = "visits"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"]),
    )
    shop_id: UUID = Owned.by("shops.id", primary_key=True)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    customer_id: int | None = None


MINE, THEIRS = uuid4(), uuid4()


@pytest.fixture(params=BACKENDS)
def shops(request: pytest.FixtureRequest, kept: Kept) -> Database:
    db = kept(request.param, meta)
    with db.session(owner=EVERYONE) as session:
        session.execute(insert(Shop), [{"id": MINE}, {"id": THEIRS}])
        session.execute(insert(Customer), [{"shop_id": MINE, "id": 1}])
        session.execute(insert(Order), [{"shop_id": MINE, "id": 2, "customer_id": 1}])
    return db


def test_foreign_key_with_the_owner_follows(shops: Database) -> None:
    transfer(shops, Customer, (MINE, 1), to=THEIRS, owner=MINE)
    with shops.session(owner=THEIRS) as session:
        assert session.execute(select(Order.id, Order.customer_id)).all() == [(2, 1)]


def test_foreign_key_with_the_owner_says_that_it_does_not_follow(shops: Database) -> None:
    with shops.session(owner=MINE) as session:
        Crud(Visit, session).create({"id": 3, "customer_id": 1})
    with pytest.raises(OutOfScope, match=r"'visits'(.|\n)*onupdate='CASCADE'"):
        transfer(shops, Customer, (MINE, 1), to=THEIRS, owner=MINE)
