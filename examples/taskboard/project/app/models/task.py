"""The table `tasks`."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from colonnade import Owned, SoftDeleted, Timestamped, stored_by_value
from sqlmodel import Field, Relationship

from app.models.base import Base
from app.models.task_tag import TaskTag

if TYPE_CHECKING:
    from app.models.tag import Tag
    from app.models.user import User


class Priority(StrEnum):
    """The values of `priority`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Task(Owned, Timestamped, SoftDeleted, Base, table=True):
    """Something a user has to do."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.Index("ix_tasks_user_id_completed_due_date", "user_id", "completed", "due_date"),
        sa.Index("ix_tasks_user_id_created_at", "user_id", "created_at"),
        sa.Index("ix_tasks_user_id_priority", "user_id", "priority"),
        {"comment": "Something a user has to do"},
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    completed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    priority: Priority = Field(
        default=Priority.MEDIUM,
        sa_type=stored_by_value(Priority, name="priority"),
        sa_column_kwargs={"server_default": "medium"},
    )
    due_date: datetime | None = Field(
        default=None, sa_column_kwargs={"comment": "When the task should be done"}
    )
    user_id: int = Owned.by(
        "users.id", ondelete="CASCADE", sa_column_kwargs={"comment": "The owner"}
    )

    user: "User" = Relationship(back_populates="tasks")
    tags: list["Tag"] = Relationship(back_populates="tasks", link_model=TaskTag)


class TaskCreate(Base):
    """What a client sends for a new row."""

    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    completed: bool = False
    priority: Priority = Priority.MEDIUM
    due_date: datetime | None = None


class TaskUpdate(Base):
    """What a client may change."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    completed: bool | None = None
    priority: Priority | None = None
    due_date: datetime | None = None


class TaskPublic(Base):
    """What a client sees."""

    id: int
    title: str
    description: str | None
    completed: bool
    priority: Priority
    due_date: datetime | None
    user_id: int
    created_at: datetime
    updated_at: datetime
