"""A unit of prepared statements keeps no books, and nobody can tell."""

from contextlib import suppress
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import MetaData, UniqueConstraint, event
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.orm import SessionTransaction, registry
from sqlmodel import Field, select

from colonnade import ConnectionLost, Crud, Database, Model, UniqueViolation
from colonnade.data.sessions.begun import Begun
from tests.data.kept import Kept
from tests.data.taskboard import Tag

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this model."""


class Seat(Base, table=True):
    """Whose number is looked at by the COMMIT."""

    __table_args__ = (UniqueConstraint("number", deferrable=True, initially="DEFERRED"),)

    id: int | None = Field(default=None, primary_key=True)
    number: int


class SeatPublic(BaseModel):
    id: int


class TagPublic(BaseModel):
    id: int
    name: str


def names(db: Database) -> list[str]:
    with db.session() as session:
        return sorted(session.exec(select(Tag.name)))


def test_the_transaction_has_no_bookkeeping(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        assert isinstance(session._transaction, Begun)
        assert session.in_transaction()
    assert names(db) == ["a"]


def test_an_error_of_the_unit_rolls_it_back(db: Database) -> None:
    with suppress(ZeroDivisionError), db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        raise ZeroDivisionError
    assert names(db) == []


def test_a_commit_that_is_listened_to_is_heard(db: Database) -> None:
    other = Database(db.url.render_as_string(hide_password=False))
    heard: list[object] = []
    event.listen(other.engine, "commit", lambda connection: heard.append(connection))
    with other.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
    other.dispose()
    assert len(heard) == 1


def test_a_connection_that_is_lost_before_the_commit_is_an_error(postgresql_db: Database) -> None:
    unit = postgresql_db.session()
    session = unit.__enter__()
    Crud(Tag, session).create({"name": "a"}, into=TagPublic)
    begun: Any = session._transaction
    begun.raw.driver_connection.close()
    with pytest.raises(ConnectionLost):
        unit.__exit__(None, None, None)
    assert names(postgresql_db) == []


def test_statements_of_the_session_go_on_in_it(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        assert session.exec(select(Tag.name)).all() == ["a"]
        session.rollback()
    assert names(db) == []


def test_what_is_added_afterwards_is_flushed(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        session.add(Tag(name="b"))
    assert names(db) == ["a", "b"]


def test_savepoints_stand_in_it(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        with suppress(ZeroDivisionError), session.begin_nested():
            session.add(Tag(name="b"))
            raise ZeroDivisionError
    assert names(db) == ["a"]


def test_a_commit_in_between_begins_another_one(db: Database) -> None:
    with suppress(ZeroDivisionError), db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        session.commit()
        Crud(Tag, session).create({"name": "b"}, into=TagPublic)
        raise ZeroDivisionError
    assert names(db) == ["a"]


def test_whoever_asks_gets_it_with_bookkeeping(db: Database) -> None:
    with db.session() as session:
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
        assert isinstance(session.get_transaction(), SessionTransaction)


def test_a_failed_write_must_be_rolled_back(db: Database) -> None:
    with db.session() as session:
        tags = Crud(Tag, session)
        tags.create({"name": "a"}, into=TagPublic)
        with pytest.raises(UniqueViolation):
            tags.create({"name": "a"}, into=TagPublic)
        with pytest.raises(PendingRollbackError):
            tags.create({"name": "b"}, into=TagPublic)
        session.rollback()
    assert names(db) == []


def test_a_commit_that_fails_is_an_error_of_the_unit(kept: Kept) -> None:
    db = kept("postgresql", metadata)
    unit = db.session()
    seats = Crud(Seat, unit.__enter__())
    for _ in range(2):
        seats.create({"number": 1}, into=SeatPublic)
    with pytest.raises(UniqueViolation):
        unit.__exit__(None, None, None)
    with db.session() as session:
        assert Crud(Seat, session).count() == 0


@pytest.mark.parametrize("name", ["after_begin", "before_commit", "after_commit"])
def test_who_listens_gets_the_bookkeeping(sqlite_db: Database, name: str) -> None:
    heard: list[object] = []
    with sqlite_db.session() as session:
        event.listen(session, name, lambda *_: heard.append(name))
        Crud(Tag, session).create({"name": "a"}, into=TagPublic)
    assert heard == [name]
