"""Schemas beside the tests' models, as an application would write them."""

from sqlmodel import Field

from tests.data.taskboard import Base, Priority


class TagPublic(Base):
    """A tag as others see it."""

    id: int
    name: str


class UserPublic(Base):
    """A user as others see it."""

    id: int
    email: str


class TaskCreate(Base):
    """A new task."""

    title: str = Field(min_length=1, max_length=20)
    points: int = 0
    priority: Priority = Priority.MEDIUM
    user_id: int = 1
    tag_ids: list[int] = []


class TaskUpdate(Base):
    """A change of a task."""

    title: str | None = Field(default=None, min_length=1, max_length=20)
    points: int | None = None
    priority: Priority | None = None
    user_id: int | None = None
    tag_ids: list[int] | None = None


class TaskPublic(Base):
    """A task as others see it, with its user and its tags."""

    id: int
    title: str
    points: int
    priority: Priority
    user_id: int
    user: UserPublic
    tags: list[TagPublic]
