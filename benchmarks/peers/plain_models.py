"""The models as SQLModel alone has them, for the peers that use nothing else."""

from datetime import UTC, datetime

from sqlalchemy import Column, Enum, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from benchmarks.taskboard import Priority


def _now() -> datetime:
    return datetime.now(UTC)


class Plain(SQLModel, registry=registry(metadata=MetaData())):
    """The base of these models."""


class PlainLink(Plain, table=True):
    __tablename__ = "task_tags"

    task_id: int = Field(foreign_key="tasks.id", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", primary_key=True)


class PlainTag(Plain, table=True):
    __tablename__ = "tags"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    user_id: int


class PlainTask(Plain, table=True):
    __tablename__ = "tasks"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    description: str | None = None
    completed: bool = False
    priority: Priority = Field(
        default=Priority.MEDIUM,
        sa_column=Column(
            Enum(Priority, name="priority", values_callable=lambda e: [m.value for m in e]),
            nullable=False,
        ),
    )
    due_date: datetime | None = None
    user_id: int
    created_at: datetime = Field(default_factory=_now)
    updated_at: datetime = Field(default_factory=_now)
    deleted_at: datetime | None = None

    tags: list[PlainTag] = Relationship(link_model=PlainLink)
