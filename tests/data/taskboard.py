"""The models of these tests: users, their tasks, and a table with every kind of column one may sort by."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import (
    NAMING_CONVENTION,
    Model,
    SoftDeleted,
    Timestamped,
    Versioned,
    stored_by_value,
)

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Priority(StrEnum):
    """How soon a task should be done."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class User(Base, table=True):
    """Has tasks."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=50, unique=True)
    hashed_password: str = Field(default="", max_length=100)

    tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")


class TaskTag(Base, table=True):
    """A tag on a task."""

    __tablename__ = "task_tags"

    task_id: int = Field(foreign_key="tasks.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tags.id", primary_key=True, ondelete="CASCADE")


class Tag(Base, table=True):
    """A word on tasks."""

    __tablename__ = "tags"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=20, unique=True)

    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)


class Task(Timestamped, SoftDeleted, Base, table=True):
    """Is to be done."""

    __tablename__ = "tasks"
    __table_args__ = (CheckConstraint("points >= 0", name="points_not_negative"),)

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=20)
    points: int = 0
    priority: Priority = Field(
        default=Priority.MEDIUM, sa_type=stored_by_value(Priority, name="priority")
    )
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE", index=True)

    user: User = Relationship(back_populates="tasks")
    tags: list[Tag] = Relationship(back_populates="tasks", link_model=TaskTag)


class Account(Versioned, Base, table=True):
    """Holds money; two people must not change it at a time."""

    __tablename__ = "accounts"

    id: int | None = Field(default=None, primary_key=True)
    balance: int = 0


class Sample(Base, table=True):
    """One column of each kind that has an order, with and without NULLs."""

    __tablename__ = "samples"

    id: int | None = Field(default=None, primary_key=True)
    whole: int
    text: str = Field(max_length=10)
    maybe_text: str | None = Field(default=None, max_length=10)
    maybe_float: float | None = None
    amount: Decimal = Field(max_digits=10, decimal_places=2)
    moment: datetime | None = None
    day: date | None = None
    flag: bool = False
    code: UUID | None = None
    priority: Priority | None = Field(
        default=None, sa_type=stored_by_value(Priority, name="sample_priority")
    )
