"""Owners whose keys are texts, and shared rows that others' rows depend on."""

import pytest
from sqlalchemy import MetaData, delete, insert, select
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import EVERYONE, Database, Model, Owned, SharedWritable
from colonnade.data.models.declaration import OWNER
from colonnade.errors import OutOfScope, ScopeRequired
from tests.data.kept import Kept

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of this application, whose owners are somewhere else."""


class Folder(SharedWritable, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Box(SharedWritable, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)


class Note(Owned, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    folder_id: int | None = Field(default=None, foreign_key="folder.id", ondelete="SET NULL")
    box_id: int | None = Field(default=None, foreign_key="box.id")
    user_id: str = Field(max_length=50, sa_column_kwargs={"info": {OWNER: "by"}})


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def db(request: pytest.FixtureRequest, kept: Kept) -> Database:
    database = kept(request.param, metadata)
    with database.session(owner=EVERYONE) as session:
        session.add_all([Folder(id=1), Box(id=1)])
        session.flush()
        owners = ["alice", "Alice", "alice ", "\u00e1lice"]
        session.execute(insert(Note), [{"user_id": owner, "folder_id": 1} for owner in owners])
    return database


@pytest.mark.parametrize("owner", ["alice", "Alice", "alice "])
def test_letters_and_blanks_tell_owners_apart(db: Database, owner: str) -> None:
    with db.session(owner=owner) as session:
        assert session.scalars(select(Note.user_id)).all() == [owner]


def test_a_number_is_no_text(db: Database) -> None:
    """To MariaDB 0 is every text that does not begin with a digit."""
    with pytest.raises(ScopeRequired), db.session(owner=0) as session:
        session.scalars(select(Note.user_id)).all()


def test_a_delete_tells_them_apart(db: Database) -> None:
    with db.session(owner="alice") as session:
        assert session.execute(delete(Note)).rowcount == 1


def test_a_shared_row_takes_no_rows_of_others_with_it(db: Database) -> None:
    with pytest.raises(OutOfScope, match="note"), db.session(owner="alice") as session:
        session.execute(delete(Folder))


def test_a_shared_row_on_which_nothing_depends_may_go(db: Database) -> None:
    with db.session(owner="alice") as session:
        assert session.execute(delete(Box)).rowcount == 1
