"""The database that operations are measured on: users, their tasks, tags, and links between them."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy import Connection, Index, MetaData, text
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship

from colonnade import (
    NAMING_CONVENTION,
    Database,
    Model,
    Owned,
    Owner,
    SoftDeleted,
    Timestamped,
    stored_by_value,
)

USERS, TASKS, TAGS, LINKS = 1_000, 200_000, 5_000, 400_000

metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Priority(StrEnum):
    """How soon a task should be done."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class User(Owner, Base, table=True):
    """Has tasks and tags."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=100, unique=True)


class TaskTag(Owned, Base, table=True):
    """A tag on a task."""

    __tablename__ = "task_tags"

    task_id: int = Owned.through("tasks.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tags.id", primary_key=True, ondelete="CASCADE", index=True)


class Tag(Owned, Base, table=True):
    """A word on tasks."""

    __tablename__ = "tags"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)
    user_id: int = Owned.by("users.id", ondelete="CASCADE", index=True)


class Task(Owned, Timestamped, SoftDeleted, Base, table=True):
    """Is to be done."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_user_id_created_at", "user_id", "created_at", "id"),
        Index("ix_tasks_created_at", "created_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2000)
    completed: bool = False
    priority: Priority = Field(
        default=Priority.MEDIUM, sa_type=stored_by_value(Priority, name="priority")
    )
    due_date: datetime | None = None
    user_id: int = Owned.by("users.id", ondelete="CASCADE")

    tags: list[Tag] = Relationship(link_model=TaskTag)


class TagPublic(BaseModel):
    """A tag as a response shows it."""

    id: int
    name: str


class TaskPublic(BaseModel):
    """A task as a response shows it."""

    id: int
    title: str
    description: str | None
    completed: bool
    priority: Priority
    due_date: datetime | None
    user_id: int
    created_at: datetime
    updated_at: datetime


class TaskWithTags(TaskPublic):
    """A task with its tags."""

    tags: list[TagPublic]


class TaskStats(BaseModel):
    """A user's tasks in numbers."""

    total: int
    completed: int
    overdue: int
    high: int


def fill(db: Database) -> None:
    """Create the tables and their rows, on PostgreSQL by its own `generate_series`, elsewhere by a recursive query."""
    db.create_all(metadata)
    postgresql = db.engine.dialect.name == "postgresql"
    with db.engine.connect() as connection:
        if postgresql:
            _fill(
                connection,
                "generate_series(1, {}) AS n(i)",
                "'2025-01-01'::timestamptz + i * interval '1 minute'",
            )
            connection.commit()
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("VACUUM ANALYZE")
            )
            return
        series = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n)"
        _fill(connection, series, "datetime('2025-01-01', '+' || i || ' minutes') || '.000000'")
        connection.execute(text("ANALYZE"))
        connection.commit()


def _fill(connection: Connection, series: str, moment: str) -> None:
    statements = [
        f"INSERT INTO users (id, email) SELECT i, 'user' || i || '@example.org' FROM {series.format(USERS)}",
        f"INSERT INTO tags (id, name, user_id) SELECT i, 'tag ' || i, 1 + i % {USERS} FROM {series.format(TAGS)}",
        "INSERT INTO tasks (id, title, description, completed, priority, due_date, user_id, created_at, updated_at)"
        " SELECT i, 'Task ' || i || CASE WHEN i % 7 = 0 THEN ' milk' ELSE '' END, 'What to do about ' || i,"
        " i % 3 = 0, {priority}, {moment}, 1 + i % {users}, {moment}, {moment} FROM {series}",
        # two of the five tags of the task's user
        "INSERT INTO task_tags (task_id, tag_id) SELECT t, 1 + (t + 999) % 1000 + 1000 * ((t + k) % 5)"
        " FROM (SELECT 1 + i % {tasks} AS t, i / {tasks} AS k FROM {series}) AS links",
    ]
    cast = "::priority" if "generate_series" in series else ""
    statements[2] = statements[2].format(
        priority=f"(CASE i % 3 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' ELSE 'high' END){cast}",
        moment=moment,
        users=USERS,
        series=series.format(TASKS),
    )
    statements[3] = statements[3].format(tasks=TASKS, series=series.format(LINKS))
    for statement in statements:
        connection.execute(text(statement))
    if cast:
        for table in ("users", "tags", "tasks"):
            sequence = (
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
            connection.execute(text(sequence))
