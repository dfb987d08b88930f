"""Schemas that PostgreSQL writes as pydantic does, and others that it must not write."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    computed_field,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)
from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field as Column

from colonnade import Model, stored_by_value
from tests.data.taskboard import Priority

metadata = MetaData()


class Base(Model, registry=registry(metadata=metadata)):
    """The base of these models."""


class Kinds(Base, table=True):
    """A column of each kind, and some that JSON writes in several ways."""

    __tablename__ = "kinds"

    id: int | None = Column(default=None, primary_key=True)
    text: str
    flag: bool | None = None
    whole: int | None = None
    code: UUID | None = None
    day: date | None = None
    moment: datetime | None = None
    local: datetime | None = Column(default=None, sa_type=DateTime)
    priority: Priority | None = Column(
        default=None, sa_type=stored_by_value(Priority, name="kinds_priority")
    )
    amount: Decimal | None = Column(default=None, max_digits=20, decimal_places=10)
    ratio: float | None = None
    pause: timedelta | None = None
    raw: bytes | None = None


class KindsPublic(BaseModel):
    """All that PostgreSQL writes."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: int
    text: str = Field(max_length=100)
    flag: bool | None = None
    whole: int | None = Field(default=None, serialization_alias="wholeNumber")
    number: int | None = Field(validation_alias="whole")
    code: UUID | None
    day: date | None
    moment: datetime | None
    local: datetime | None
    priority: Priority | None


class Amount(BaseModel):
    amount: Decimal | None


class Ratio(BaseModel):
    ratio: float | None


class Pause(BaseModel):
    pause: timedelta | None


class Raw(BaseModel):
    raw: bytes | None


class NeverNull(BaseModel):
    whole: int


class AnotherType(BaseModel):
    whole: str | None


class Secretive(BaseModel):
    text: str = Field(exclude=True)
    id: int


class Serialized(BaseModel):
    text: Annotated[str, PlainSerializer(str.upper)]


class SerializedField(BaseModel):
    text: str

    @field_serializer("text")
    def loud(self, value: str) -> str:
        return value.upper()


class SerializedWhole(BaseModel):
    text: str

    @model_serializer
    def loud(self) -> dict[str, str]:
        return {"text": self.text.upper()}


class Validated(BaseModel):
    text: str

    @field_validator("text")
    @classmethod
    def loud(cls, value: str) -> str:
        return value.upper()


class ValidatedWhole(BaseModel):
    text: str

    @model_validator(mode="after")
    def loud(self) -> "ValidatedWhole":
        self.text = self.text.upper()
        return self


class Computed(BaseModel):
    text: str

    @computed_field
    def loud(self) -> str:
        return self.text.upper()


class Stripped(BaseModel):
    model_config = ConfigDict(str_to_upper=True)

    text: str


class StrippedField(BaseModel):
    text: str = Field(pattern="^a")
    other: Annotated[str, Field(validation_alias="text"), Field(strict=True)]


class InSeconds(BaseModel):
    model_config = ConfigDict(ser_json_temporal="seconds")

    moment: datetime | None


class TagAsMoment(BaseModel):
    name: str = Field(serialization_alias="created_at")


class NestedMeanings(BaseModel):
    """A name for a moment that is a text in a row within."""

    created_at: datetime
    tags: list[TagAsMoment]


class TwoMeanings(BaseModel):
    """A name for a moment that is a text as well."""

    moment: datetime | None
    same: str = Field(validation_alias="text", serialization_alias="moment")


UNFIT = [
    *(Amount, Ratio, Pause, Raw, NeverNull, AnotherType, Secretive, Serialized, SerializedField),
    *(SerializedWhole, Validated, ValidatedWhole, Computed, Stripped, StrippedField, InSeconds),
    TwoMeanings,
]
