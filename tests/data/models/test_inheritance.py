"""Tables that derive from tables: in one table and joined, with scopes, versions and soft deletion, on three databases."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, Session, select

from colonnade import (
    EVERYONE,
    NAMING_CONVENTION,
    Crud,
    Database,
    Model,
    ModelError,
    NotFound,
    Owned,
    Owner,
    SoftDeleted,
    StaleUpdate,
    Versioned,
)
from tests.data.conftest import BACKENDS, statements_of
from tests.data.kept import Kept

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Person(Owner, Base, table=True):
    """Owns things."""

    __tablename__ = "persons"

    id: int | None = Field(default=None, primary_key=True)

    things: list["Thing"] = Relationship(back_populates="person")


class Thing(Owned, SoftDeleted, Versioned, Base, table=True):
    """Is just a thing, or more."""

    __tablename__ = "things"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "thing"}

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=20)
    person_id: int = Owned.by("persons.id", ondelete="CASCADE")

    person: Person = Relationship(back_populates="things")


class Book(Thing, table=True):
    """Is in the table of all things."""

    __mapper_args__ = {"polymorphic_identity": "book"}

    pages: int = Field(ge=1)


class Car(Thing, table=True):
    """Has a table of its own, too."""

    __tablename__ = "cars"
    __mapper_args__ = {"polymorphic_identity": "car"}

    id: int | None = Field(
        default=None, primary_key=True, foreign_key="things.id", ondelete="CASCADE"
    )
    plate: str = Field(max_length=20)
    wheels: list["Wheel"] = Relationship(back_populates="car")


class Wheel(Owned, Base, table=True):
    """Belongs to a car."""

    __tablename__ = "wheels"

    id: int | None = Field(default=None, primary_key=True)
    car_id: int = Owned.through("cars.id", ondelete="CASCADE")

    car: Car = Relationship(back_populates="wheels")


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """Two owners with a thing, a book and a car each."""
    database = kept(request.param, metadata)
    with database.session(owner=EVERYONE) as session:
        for _ in range(2):
            things = [Thing(name="t"), Book(name="b", pages=3), Car(name="c", plate="X")]
            session.add(Person(things=things))
            session.flush()
    return database


def kinds(db: Database, model: type[Thing] = Thing) -> list[str]:
    with db.session(owner=1) as session:
        return [type(row).__name__ for row in Crud(model, session).list(sort="id")]


def test_rows_come_back_as_their_class(db: Database) -> None:
    assert kinds(db) == ["Thing", "Book", "Car"]
    assert (kinds(db, Book), kinds(db, Car)) == (["Book"], ["Car"])


def test_a_row_comes_complete(db: Database) -> None:
    with db.session(owner=1) as session, statements_of(db.engine) as sent:
        rows = Crud(Thing, session).list(sort="id")
        assert (rows[1].pages, rows[2].plate) == (3, "X")  # type: ignore[attr-defined]
        assert len(sent) == 2


def test_the_constructor_validates_inherited_and_own_fields() -> None:
    with pytest.raises(ValidationError) as caught:
        Book(name="", pages=0)
    assert [error["loc"] for error in caught.value.errors()] == [("name",), ("pages",)]


def test_an_assignment_is_validated(db: Database) -> None:
    with db.session(owner=1) as session:
        book = Crud(Book, session).get(2)
        with pytest.raises(ValidationError):
            book.name = ""
        assert book.name == "b"


def test_inherited_relationships_work(db: Database) -> None:
    with db.session(owner=1) as session:
        car = Crud(Car, session).get(3)
        assert [thing.name for thing in car.person.things] == ["t", "b", "c"]


def test_a_subclass_is_created_and_changed(db: Database) -> None:
    with db.session(owner=1) as session:
        cars = Crud(Car, session)
        made = cars.create({"name": "new", "plate": "Y"})
        assert (made.kind, made.person_id) == ("car", 1)
        changed = cars.update(made.id, {"name": "old", "plate": "Z"})
        assert (changed.name, changed.plate, changed.version) == ("old", "Z", 2)


def test_a_stale_change_of_a_joined_row_is_refused(db: Database) -> None:
    with db.session(owner=1) as session, pytest.raises(StaleUpdate):
        Crud(Car, session).update(3, {"name": "x"}, version=7)


def test_rows_of_others_are_not_found(db: Database) -> None:
    with db.session(owner=1) as session:
        for model, key in ((Thing, 4), (Book, 5), (Car, 6)):
            with pytest.raises(NotFound):
                Crud(model, session).get(key)


def test_a_row_of_another_class_is_not_found(db: Database) -> None:
    with db.session(owner=1) as session:
        for action in (Crud(Book, session).get, Crud(Book, session).delete):
            with pytest.raises(NotFound):
                action(3)
    assert kinds(db) == ["Thing", "Book", "Car"]


@pytest.mark.parametrize(("model", "key"), [(Thing, 3), (Car, 3), (Book, 2)])
def test_soft_deletion_and_restoring(db: Database, model: type[Thing], key: int) -> None:
    with db.session(owner=1) as session:
        Crud(model, session).delete(key)
        assert len(Crud(Thing, session).list()) == 2
        assert Crud(model, session).restore(key).deleted_at is None
    assert kinds(db) == ["Thing", "Book", "Car"]


def test_purging_a_class_leaves_the_others(db: Database) -> None:
    with db.session(owner=EVERYONE) as session:
        for key in (1, 2, 3):
            Crud(Thing, session).delete(key)
        assert Crud(Car, session).purge(older_than=timedelta(0) - timedelta(minutes=1)) == 1
        assert Crud(Book, session).purge(older_than=timedelta(0) - timedelta(minutes=1)) == 1
    with Session(db.engine) as session:
        assert [*session.exec(select(Thing.id).order_by("id"))] == [1, 4, 5, 6]
        assert [*session.exec(select(Car.plate))] == ["X"]


def test_a_joined_row_is_a_parent(db: Database) -> None:
    with db.session(owner=1) as session:
        session.add(Wheel(car_id=3))
    with db.session(owner=1) as session:
        assert session.exec(select(Wheel)).one().car.name == "c"
    with db.session(owner=2) as session:
        assert session.exec(select(Wheel)).all() == []


def test_a_parent_says_how_rows_are_told_apart() -> None:
    class Plain(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)

    with pytest.raises(ModelError, match="Child derives from the table Plain"):

        class Child(Plain, table=True): ...


def test_a_child_says_how_its_rows_are_marked() -> None:
    with pytest.raises(ModelError, match="does not say how its rows are marked"):

        class Toy(Thing, table=True): ...
