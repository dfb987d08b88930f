"""The table `users`."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from colonnade import Owner, PasswordHash, Timestamped
from sqlmodel import Field, Relationship

from app.models.base import Base

if TYPE_CHECKING:
    from app.models.tag import Tag
    from app.models.task import Task


class User(Owner, Timestamped, Base, table=True):
    """The people who use the board; each row owns tasks and tags."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        {"comment": "The people who use the board; each row owns tasks and tags"},
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(
        unique=True, max_length=255, sa_column_kwargs={"comment": "Signs in with it"}
    )
    name: str = Field(min_length=1, max_length=100)
    hashed_password: PasswordHash = Field(sa_column_kwargs={"comment": "Never leaves the service"})
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})

    tasks: list["Task"] = Relationship(
        back_populates="user", cascade_delete=True, passive_deletes=True
    )
    tags: list["Tag"] = Relationship(
        back_populates="user", cascade_delete=True, passive_deletes=True
    )


class UserCreate(Base):
    """What a client sends for a new row."""

    email: str = Field(max_length=255)
    name: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=8, max_length=1024)


class UserUpdate(Base):
    """What a client may change."""

    email: str | None = Field(default=None, max_length=255)
    name: str | None = Field(default=None, min_length=1, max_length=100)


class UserPublic(Base):
    """What a client sees."""

    id: int
    email: str
    name: str
    is_active: bool
    created_at: datetime
    updated_at: datetime
