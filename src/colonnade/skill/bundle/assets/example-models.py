"""Models of every kind that applications have. Copy to app/models.py and keep what you need.

A user with timestamps, a task with an enum and tags, teams with members, and schemas for reading, writing and updating.
"""

from datetime import datetime
from enum import StrEnum
from typing import Optional

from sqlalchemy import CheckConstraint, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import (
    NAMING_CONVENTION,
    Model,
    Owned,
    Owner,
    PasswordHash,
    Shared,
    SoftDeleted,
    Timestamped,
    Versioned,
    prefix_index,
    search_index,
    stored_by_value,
)

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of every table and schema of this application."""


class Priority(StrEnum):
    """How soon a task should be done; the database holds the values."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class TeamMember(Shared, Base, table=True):
    """Who is in which team, since when: a link that says something itself."""

    __tablename__ = "team_members"

    team_id: int = Field(foreign_key="teams.id", primary_key=True, ondelete="CASCADE")
    user_id: int = Field(foreign_key="users.id", primary_key=True, ondelete="CASCADE", index=True)
    role: str = Field(default="member", max_length=20)


class Team(Shared, Timestamped, Base, table=True):
    """Several users; everybody may know of it."""

    __tablename__ = "teams"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=100, unique=True)

    users: list["User"] = Relationship(back_populates="teams", link_model=TeamMember)


class User(Owner, Timestamped, Base, table=True):
    """Signs in, and owns tasks and tags."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(min_length=3, max_length=255, unique=True)
    name: str = Field(min_length=1, max_length=100)
    password: PasswordHash

    tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")
    tags: list["Tag"] = Relationship(back_populates="user", passive_deletes="all")
    teams: list[Team] = Relationship(back_populates="users", link_model=TeamMember)


class TaskTag(Owned, Base, table=True):
    """A tag on a task; its owner is the task's."""

    __tablename__ = "task_tags"

    task_id: int = Owned.through("tasks.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tags.id", primary_key=True, ondelete="CASCADE", index=True)


class Tag(Owned, Timestamped, Base, table=True):
    """A word to find tasks by, once for each user."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("user_id", "name"), prefix_index("name"))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=50)
    user_id: int = Owned.by("users.id", ondelete="CASCADE")

    user: User = Relationship(back_populates="tags")
    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)


class Task(Owned, Timestamped, SoftDeleted, Versioned, Base, table=True):
    """Something to do; it may be a part of another task."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("estimate > 0", name="estimate_positive"),
        Index(None, "user_id", "created_at"),
        search_index("title", "description"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    priority: Priority = Field(
        default=Priority.MEDIUM, sa_type=stored_by_value(Priority, name="priority")
    )
    estimate: int | None = Field(default=None, gt=0)
    completed: bool = False
    user_id: int = Owned.by("users.id", ondelete="CASCADE")
    parent_id: int | None = Field(
        default=None, foreign_key="tasks.id", ondelete="CASCADE", index=True
    )

    user: User = Relationship(back_populates="tasks")
    tags: list[Tag] = Relationship(back_populates="tasks", link_model=TaskTag)
    parent: Optional["Task"] = Relationship(
        back_populates="parts", sa_relationship_kwargs={"remote_side": "Task.id"}
    )
    parts: list["Task"] = Relationship(back_populates="parent", passive_deletes="all")


class TaskCreate(Base):
    """A new task."""

    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    priority: Priority = Priority.MEDIUM
    estimate: int | None = Field(default=None, gt=0)
    parent_id: int | None = None
    tag_ids: list[int] = []


class TaskUpdate(Base):
    """A change of a task; only the fields that are sent change."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    priority: Priority | None = None
    estimate: int | None = Field(default=None, gt=0)
    completed: bool | None = None
    tag_ids: list[int] | None = None


class TagPublic(Base):
    """A tag as a task shows it."""

    id: int
    name: str


class TaskPublic(Base):
    """A task with its tags."""

    id: int
    title: str
    description: str | None
    priority: Priority
    completed: bool
    created_at: datetime
    version: int
    tags: list[TagPublic]


class UserPublic(Base):
    """A user, without what nobody else should know."""

    id: int
    name: str
