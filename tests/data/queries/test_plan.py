"""What is loaded along: as the schema of the response says, in a known number of statements."""

from typing import Optional

import pytest
from pydantic import AliasPath, field_validator
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import Crud, Database, Model, load_for, refuse_lazy_loads
from tests.data import taskboard
from tests.data.api.schemas import TagPublic
from tests.data.conftest import statements_of

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these taskboard."""


class Folder(Base, table=True):
    """A tree."""

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="folder.id")

    parent: Optional["Folder"] = Relationship(
        back_populates="children", sa_relationship_kwargs={"remote_side": "Folder.id"}
    )
    children: list["Folder"] = Relationship(back_populates="parent")


class FolderPublic(Base):
    """A folder with all that is in it."""

    id: int
    children: list["FolderPublic"]


class TaskInUser(Base):
    """A task with its tags."""

    title: str
    tags: list[TagPublic]


class UserPublic(Base):
    """A user with the tasks."""

    email: str
    tasks: list[TaskInUser]


class Flat(Base):
    """A user alone."""

    email: str


def test_a_schema_without_relationships_loads_none():
    assert load_for(taskboard.User, Flat) == []


def test_two_levels_of_collections_are_three_statements(sqlite_db):
    with sqlite_db.session() as session:
        for number in range(4):
            user = Crud(taskboard.User, session).create({"email": f"{number}@example.org"})
            tags = [taskboard.Tag(name=f"{number}{end}") for end in "ab"]
            session.add(taskboard.Task(title="Milk", user_id=user.id, tags=tags))
    with sqlite_db.session() as session, statements_of(sqlite_db.engine) as sent:
        users = Crud(taskboard.User, session).list(load=load_for(taskboard.User, UserPublic))
        shown = [UserPublic.model_validate(user) for user in users]
    assert [len(user.tasks[0].tags) for user in shown] == [2] * 4
    assert len(sent) == 3


@pytest.mark.parametrize("depth", [1, 4])
def test_a_tree_is_one_statement_a_level(sqlite_url, depth):
    db = Database(sqlite_url)
    db.create_all(metadata)
    with db.session() as session:
        for number in range(1, depth + 1):
            session.add(Folder(id=number, parent_id=number - 1 or None))
            session.flush()
    with db.session() as session, statements_of(db.engine) as sent:
        root = Crud(Folder, session).get(1, load=load_for(Folder, FolderPublic))
        FolderPublic.model_validate(root)
    assert len(sent) == depth + 1


class UserName(Base):
    """A user as a task names them."""

    email: str


class OfUser(Base):
    """A task with one field of its user."""

    email: str = Field(validation_alias=AliasPath("user", "email"))


class Either(Base):
    """A task with its user in one of two ways, and its tags by their names."""

    user: UserName | UserPublic
    tags: list[str]

    @field_validator("tags", mode="before")
    @classmethod
    def names(cls, tags):
        return [tag.name for tag in tags]


@pytest.mark.parametrize(("schema", "statements"), [(OfUser, 1), (Either, 4)])
def test_whatever_a_schema_reads_is_loaded_along(sqlite_db, schema, statements):
    with sqlite_db.session() as session:
        user = Crud(taskboard.User, session).create({"email": "a@example.org"})
        tags = [taskboard.Tag(name="x")]
        session.add(taskboard.Task(title="Milk", user_id=user.id, tags=tags))
    with (
        refuse_lazy_loads(),
        sqlite_db.session() as session,
        statements_of(sqlite_db.engine) as sent,
    ):
        (task,) = Crud(taskboard.Task, session).list(load=load_for(taskboard.Task, schema))
        schema.model_validate(task, from_attributes=True)
    assert len(sent) == statements
