"""The table `tags`."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from colonnade import Owned, Timestamped
from sqlmodel import Field, Relationship

from app.models.base import Base
from app.models.task_tag import TaskTag

if TYPE_CHECKING:
    from app.models.task import Task
    from app.models.user import User


class Tag(Owned, Timestamped, Base, table=True):
    """A word to find tasks by."""

    __tablename__ = "tags"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "name"),
        sa.CheckConstraint("length(color) = 7", name="color_is_hex"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        {"comment": "A word to find tasks by"},
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=1, max_length=50)
    color: str = Field(
        default="#808080",
        min_length=7,
        max_length=7,
        sa_column_kwargs={"server_default": "#808080", "comment": "As in a style sheet: #rrggbb"},
    )
    user_id: int = Owned.by(
        "users.id", ondelete="CASCADE", sa_column_kwargs={"comment": "The owner"}
    )

    user: "User" = Relationship(back_populates="tags")
    tasks: list["Task"] = Relationship(back_populates="tags", link_model=TaskTag)


class TagCreate(Base):
    """What a client sends for a new row."""

    name: str = Field(min_length=1, max_length=50)
    color: str = Field(default="#808080", min_length=7, max_length=7)


class TagUpdate(Base):
    """What a client may change."""

    name: str | None = Field(default=None, min_length=1, max_length=50)
    color: str | None = Field(default=None, min_length=7, max_length=7)


class TagPublic(Base):
    """What a client sees."""

    id: int
    name: str
    color: str
    user_id: int
    created_at: datetime
    updated_at: datetime
