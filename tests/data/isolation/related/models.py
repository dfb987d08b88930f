"""Rows that hang together: shared rows that owners' rows point at, and tables that derive from tables."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, insert
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import NAMING_CONVENTION, Database, Model, Owned, Owner, SharedWritable, Versioned

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class User(Owner, Base, table=True):
    __tablename__ = "users"
    id: int | None = Field(default=None, primary_key=True)


class Category(SharedWritable, Base, table=True):
    """Takes its shelves with it."""

    __tablename__ = "categories"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=20)


class Shelf(SharedWritable, Base, table=True):
    """Takes what stands on it with it."""

    __tablename__ = "shelves"
    id: int | None = Field(default=None, primary_key=True)
    category_id: int = Field(foreign_key="categories.id", ondelete="CASCADE")


class Label(SharedWritable, Base, table=True):
    """Is pointed at by a code that may change."""

    __tablename__ = "labels"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=10, unique=True)
    name: str = Field(default="", max_length=20)


class Item(Owned, Versioned, Base, table=True):
    __tablename__ = "items"
    __table_args__ = (ForeignKeyConstraint(["label_code"], ["labels.code"], onupdate="CASCADE"),)
    id: int | None = Field(default=None, primary_key=True)
    secret: str = Field(default="", max_length=20)
    shelf_id: int | None = Field(default=None, foreign_key="shelves.id", ondelete="CASCADE")
    label_code: str | None = Field(default=None, max_length=10)
    user_id: int = Owned.by("users.id")


class Pin(SharedWritable, Base, table=True):
    """Is everybody's, and points at an item of anybody."""

    __tablename__ = "pins"
    id: int | None = Field(default=None, primary_key=True)
    item_id: int | None = Field(default=None, foreign_key="items.id")


class Sticker(Owned, Base, table=True):
    """Points at its item by a column whose name a column of items has as well."""

    __tablename__ = "stickers"
    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(default="", max_length=20)
    shelf_id: int = Owned.through("items.id", ondelete="CASCADE")


class Thing(Owned, Base, table=True):
    __tablename__ = "things"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "thing"}
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=20)
    user_id: int = Owned.by("users.id")


class Car(Thing, table=True):
    """Has a table of its own, which belongs to whom the thing belongs to."""

    __tablename__ = "cars"
    __mapper_args__ = {"polymorphic_identity": "car"}
    id: int | None = Field(
        default=None, primary_key=True, foreign_key="things.id", ondelete="CASCADE"
    )
    plate: str = Field(max_length=20)


class Wheel(Owned, Base, table=True):
    __tablename__ = "wheels"
    id: int | None = Field(default=None, primary_key=True)
    car_id: int = Owned.through("cars.id", ondelete="CASCADE")


ALICE, BOB = 1, 2
OWNED = [metadata.tables[name] for name in ("items", "things", "cars", "wheels")]


def fill(db: Database) -> None:
    """A row of each table for Alice, the same for Bob with keys that end in 2, and shared rows."""
    with db.engine.begin() as connection:
        for table, rows in _rows().items():
            connection.execute(insert(metadata.tables[table]), rows)


def _rows() -> dict[str, list[dict[str, Any]]]:
    people = {ALICE: "alice", BOB: "BOB"}.items()
    return {
        "users": [{"id": key} for key, _ in people],
        "categories": [{"id": 1, "name": "c"}],
        "shelves": [{"id": 1, "category_id": 1}],
        "labels": [{"id": 1, "code": "red", "name": "red"}],
        "items": [
            {"id": 10 + n, "secret": who, "shelf_id": 1, "label_code": "red", "user_id": n}
            | {"version": 1}
            for n, who in people
        ],
        "pins": [{"id": 61, "item_id": None}, {"id": 62, "item_id": 10 + BOB}],
        "stickers": [{"id": 70 + n, "text": who, "shelf_id": 10 + n} for n, who in people],
        "things": [
            {"id": number + n, "kind": kind, "name": who, "user_id": n}
            for number, kind in ((30, "car"), (40, "thing"))
            for n, who in people
        ],
        "cars": [{"id": 30 + n, "plate": who} for n, who in people],
        "wheels": [{"id": 50 + n, "car_id": 30 + n} for n, _ in people],
    }
