"""The tables of the task board, and what its clients send and see."""

from datetime import datetime
from enum import StrEnum

from colonnade import (
    NAMING_CONVENTION,
    Model,
    Owned,
    Owner,
    SoftDeleted,
    Timestamped,
    prefix_index,
    search_index,
    stored_by_value,
)
from sqlalchemy import Index, MetaData, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of every table and schema of the task board."""


class Priority(StrEnum):
    """How soon a task should be done."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class User(Owner, Timestamped, Base, table=True):
    """Owns tasks and tags. The id comes from the service that knows the passwords."""

    __tablename__ = "users"

    id: str = Field(primary_key=True, max_length=50)
    name: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=255, unique=True)

    tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")
    tags: list["Tag"] = Relationship(back_populates="user", passive_deletes="all")


class TaskTag(Owned, Base, table=True):
    """A tag on a task."""

    __tablename__ = "task_tags"

    task_id: int = Owned.through("tasks.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tags.id", primary_key=True, ondelete="CASCADE", index=True)


class Tag(Owned, Timestamped, Base, table=True):
    """A word to find tasks by."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("user_id", "name"), prefix_index("name"))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=50)
    user_id: str = Owned.by("users.id", ondelete="CASCADE")

    user: User = Relationship(back_populates="tags")
    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)


class Task(Owned, Timestamped, SoftDeleted, Base, table=True):
    """Something to be done."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index(None, "user_id", "completed"),
        Index(None, "user_id", "priority"),
        Index(None, "user_id", "created_at"),
        search_index("title", "description"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = False
    priority: Priority = Field(
        default=Priority.MEDIUM, sa_type=stored_by_value(Priority, name="priority")
    )
    user_id: str = Owned.by("users.id", ondelete="CASCADE")

    user: User = Relationship(back_populates="tasks")
    tags: list[Tag] = Relationship(back_populates="tasks", link_model=TaskTag)


class TaskCreate(Base):
    """A new task."""

    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    priority: Priority = Priority.MEDIUM
    tag_ids: list[int] = []


class TaskUpdate(Base):
    """A change of a task."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool | None = None
    priority: Priority | None = None
    tag_ids: list[int] | None = None


class UserPublic(Base):
    """A user as a task shows them."""

    id: str
    name: str


class TagPublic(Base):
    """A tag as a task shows it."""

    id: int
    name: str


class TaskPublic(Base):
    """A task with its user and its tags."""

    id: int
    title: str
    description: str | None
    completed: bool
    priority: Priority
    created_at: datetime
    updated_at: datetime
    user: UserPublic
    tags: list[TagPublic]


class TaskStats(Base):
    """How far somebody is."""

    total: int
    completed: int
