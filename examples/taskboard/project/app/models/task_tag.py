"""The table `task_tags`."""

from colonnade import Owned
from sqlmodel import Field

from app.models.base import Base


class TaskTag(Owned, Base, table=True):
    """Which task carries which tag."""

    __tablename__ = "task_tags"
    __table_args__ = {"comment": "Which task carries which tag"}

    task_id: int = Owned.through("tasks.id", ondelete="CASCADE", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", ondelete="CASCADE", primary_key=True, index=True)


class TaskTagCreate(Base):
    """What a client sends for a new row."""

    task_id: int
    tag_id: int


class TaskTagPublic(Base):
    """What a client sees."""

    task_id: int
    tag_id: int
