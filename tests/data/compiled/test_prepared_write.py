"""Writes that go to the driver as they were compiled, and those for which SQLAlchemy must do more."""

from itertools import count
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import MetaData, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import registry
from sqlmodel import Field, insert

from colonnade import NAMING_CONVENTION, Crud, Database, Model, UniqueViolation
from colonnade.data.compiled.prepared_write import PreparedWrite
from tests.data.kept import Kept

metadata = MetaData(naming_convention=NAMING_CONVENTION)
numbers = count(1)


def of_the_row(context: Any) -> str:
    return f"of {context.get_current_parameters()['name']}"


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Filled(Base, table=True):
    """Filled by a constant, by a function, and by a function that looks at the row."""

    __tablename__ = "filled"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50, unique=True)
    number: int | None = Field(default=None, sa_column_kwargs={"default": lambda: next(numbers)})
    constant: str | None = Field(default=None, max_length=50, sa_column_kwargs={"default": "c"})
    changes: int = Field(default=0, sa_column_kwargs={"onupdate": lambda: 7})


class Looking(Base, table=True):
    """Filled by a function that looks at the row."""

    __tablename__ = "looking"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    title: str | None = Field(default=None, max_length=50, sa_column_kwargs={"default": of_the_row})


class FilledPublic(BaseModel):
    id: int
    number: int
    constant: str
    changes: int


class LookingPublic(BaseModel):
    title: str


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    return kept(request.param, metadata)


def test_defaults_are_made_anew_for_each_row(db: Database) -> None:
    with db.session() as session:
        filled = Crud(Filled, session)
        first, second = (filled.create({"name": name}, into=FilledPublic) for name in "ab")
    assert second.number == first.number + 1
    assert (first.constant, first.changes) == ("c", 0)


def test_what_an_update_fills_is_filled(db: Database) -> None:
    with db.session() as session:
        filled = Crud(Filled, session)
        key = filled.create({"name": "a"}, into=FilledPublic).id
        assert filled.update(key, {"name": "b"}, into=FilledPublic).changes == 7


def test_a_default_that_looks_at_the_row_sees_it(db: Database) -> None:
    with db.session() as session:
        made = Crud(Looking, session).create({"name": "ann"}, into=LookingPublic)
    assert made.title == "of ann"


def test_an_error_names_the_field(db: Database) -> None:
    with db.session() as session:
        Crud(Filled, session).create({"name": "a"}, into=FilledPublic)
    with pytest.raises(UniqueViolation, match="name"), db.session() as session:
        Crud(Filled, session).create({"name": "a"}, into=FilledPublic)


def test_who_listens_to_statements_hears_of_it(db: Database) -> None:
    heard = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    with db.session() as session:
        Crud(Filled, session).create({"name": "a"}, into=FilledPublic)
    event.remove(db.engine, "before_cursor_execute", note)
    assert any(statement.startswith("INSERT INTO filled") for statement in heard)


@pytest.mark.parametrize(("model", "direct"), [(Filled, True), (Looking, False)])
def test_only_what_needs_no_more_is_direct(model: Any, direct: bool) -> None:
    statement = insert(model.__table__).returning(model.__table__.c.id)
    assert PreparedWrite(statement, sqlite.dialect(), ["name"]).direct is direct
