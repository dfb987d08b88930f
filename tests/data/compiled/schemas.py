"""What answers show of the tests' models."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field, field_validator, model_validator

from tests.data.taskboard import Base, Priority


class TagPublic(BaseModel):
    id: int
    name: str


class UserPublic(BaseModel):
    id: int
    email: str


class TaskPublic(Base):
    id: int
    title: str
    points: int
    priority: Priority
    created_at: datetime


class TaskWithUser(TaskPublic):
    user: UserPublic


class TaskWithTags(TaskPublic):
    tags: list[TagPublic]


class UserWithTasks(UserPublic):
    tasks: list[TaskWithTags]


class Aliased(BaseModel):
    number: int = Field(validation_alias="id")
    name: str = Field(validation_alias="title")
    labels: list[TagPublic] = Field(validation_alias="tags")


class Shouting(BaseModel):
    """A value changed after it was read, and one made of others."""

    id: int
    title: str
    extra: str = "none"

    @field_validator("title")
    @classmethod
    def loud(cls, value: str) -> str:
        return value.upper()

    @computed_field
    def both(self) -> str:
        return f"{self.id} {self.title}"


class Looking(BaseModel):
    """Looks at the instance."""

    title: str

    @model_validator(mode="before")
    @classmethod
    def look(cls, row: object) -> object:
        return {"title": f"{type(row).__name__}: {row.title}"}  # type: ignore[attr-defined]


class SamplePublic(Base):
    """Every kind of column."""

    id: int
    whole: int
    text: str
    maybe_text: str | None
    maybe_float: float | None
    amount: Decimal
    moment: datetime | None
    flag: bool
    code: UUID | None
    priority: Priority | None
