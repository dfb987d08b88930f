"""Two owners, rows with a history of every kind, and one database for all of these tests."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field

from colonnade import Model, Owned, Owner, SoftDeleted, WithHistory, uuid7

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class User(Owner, WithHistory, Base, table=True):
    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=50)
    hashed_password: str = Field(default="x", max_length=50)


class Label(WithHistory, Owned, Base, table=True):
    """A link between two tasks: a composite key, whose owner is the task's."""

    __tablename__ = "labels"

    task_id: int = Owned.through("task.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True, max_length=20)


class Urgency(StrEnum):
    LOW = "low"
    HIGH = "high"


class Task(WithHistory, SoftDeleted, Owned, Base, table=True):
    """Values of every type."""

    __tablename__ = "task"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=50)
    done: bool = False
    urgency: Urgency = Urgency.LOW
    due: date | None = None
    seen_at: datetime | None = None
    price: Decimal | None = Field(default=None, max_digits=8, decimal_places=2)
    facts: dict[str, int] | None = None
    order: int | None = None
    r: int | None = None  # what a trigger may call its rows
    user_id: int = Owned.by("users.id")


class Paper(WithHistory, Owned, Base, table=True):
    """A key that is not a number."""

    __tablename__ = "papers"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    text: str = Field(default="", max_length=20)
    user_id: int = Owned.by("users.id")


class Plain(Owned, Base, table=True):
    """Without a history."""

    __tablename__ = "plain"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Owned.by("users.id")


history = metadata.tables["row_history"]
