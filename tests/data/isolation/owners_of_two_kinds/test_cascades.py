"""A row of an organisation takes no rows of its other users with it."""

from typing import Any

import pytest
from sqlalchemy import MetaData, delete, insert, select
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Database, Model, Owned, Owner
from colonnade.errors import OutOfScope
from tests.data.conftest import BACKENDS
from tests.data.kept import Kept

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application."""


class Organisation(Owner, Base, table=True):
    __tablename__ = "organisations"
    id: int | None = Field(default=None, primary_key=True)


class User(Owner, Base, table=True):
    __tablename__ = "users"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Owned.by("organisations.id")


class Room(Owned, Base, table=True):
    """Belongs to an organisation."""

    __tablename__ = "rooms"
    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Owned.by("organisations.id")


class Visit(Owned, Base, table=True):
    """Belongs to a user as well, and goes with the room."""

    __tablename__ = "visits"
    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="rooms.id", ondelete="CASCADE")
    organisation_id: int = Owned.by("organisations.id")
    user_id: int = Owned.by("users.id")


@pytest.fixture(params=BACKENDS)
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    """Two users of one organisation, each of whom visits its room."""
    made = kept(request.param, metadata)
    rows: dict[str, list[dict[str, Any]]] = {
        "organisations": [{"id": 1}],
        "users": [{"id": 7, "organisation_id": 1}, {"id": 8, "organisation_id": 1}],
        "rooms": [{"id": 1, "organisation_id": 1}],
        "visits": [{"room_id": 1, "organisation_id": 1, "user_id": user} for user in (7, 8)],
    }
    with made.engine.begin() as connection:
        for name, found in rows.items():
            connection.execute(insert(metadata.tables[name]), found)
    return made


def test_user_deletes_no_room_that_others_visit(db: Database) -> None:
    mine = {Organisation: 1, User: 7}
    with pytest.raises(OutOfScope, match="visits"), db.session(owner=mine) as session:
        session.execute(delete(Room))


def test_organisation_deletes_its_room_with_all_visits(db: Database) -> None:
    with db.session(owner={Organisation: 1}) as session:
        session.execute(delete(Room))
        assert session.scalars(select(Visit.id)).all() == []


def test_user_deletes_visits(db: Database) -> None:
    with db.session(owner={Organisation: 1, User: 7}) as session:
        assert session.execute(delete(Visit)).rowcount == 1
