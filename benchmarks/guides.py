"""The task board as SQLModel's guides write it."""

from datetime import UTC, datetime

from sqlalchemy import Enum
from sqlmodel import Field, Relationship, SQLModel


def now() -> datetime:
    return datetime.now(UTC)


class TaskTag(SQLModel, table=True):
    __tablename__ = "task_tags"

    task_id: int = Field(foreign_key="tasks.id", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", primary_key=True)


class Tag(SQLModel, table=True):
    __tablename__ = "tags"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    user_id: int


class TaskCreate(SQLModel):
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    completed: bool = False
    priority: str = Field(default="medium", sa_type=Enum("low", "medium", "high", name="priority"))
    due_date: datetime | None = None


class Task(TaskCreate, table=True):
    __tablename__ = "tasks"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    deleted_at: datetime | None = None
    tags: list["Tag"] = Relationship(link_model=TaskTag)


class TagPublic(SQLModel):
    id: int
    name: str


class TaskPublic(TaskCreate):
    id: int
    user_id: int
    created_at: datetime
    updated_at: datetime


class TaskWithTags(TaskPublic):
    tags: list[TagPublic]
