"""The tables, and the schemas of what clients send and see. Copy to app/models.py.

The key, the owner and the timestamps are filled in; a table validates when it is constructed and assigned.
"""

from datetime import datetime

from sqlalchemy import Index, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import NAMING_CONVENTION, Model, Owned, Owner, SoftDeleted, Timestamped

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of every table and schema of this application."""


class User(Owner, Timestamped, Base, table=True):
    """Owns tasks; a session that is opened for a user sees that user's rows."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(min_length=3, max_length=255, unique=True)

    tasks: list["Task"] = Relationship(back_populates="user", passive_deletes="all")


class Task(Owned, Timestamped, SoftDeleted, Base, table=True):
    """Something a user has to do."""

    __tablename__ = "tasks"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=200)
    completed: bool = False
    user_id: int = Owned.by("users.id", ondelete="CASCADE")

    user: User = Relationship(back_populates="tasks")


class TaskCreate(Base):
    """A new task."""

    title: str = Field(min_length=1, max_length=200)


class TaskUpdate(Base):
    """A change of a task; only the fields that are sent change."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    completed: bool | None = None


class TaskPublic(Base):
    """A task as clients see it."""

    id: int
    title: str
    completed: bool
    created_at: datetime
