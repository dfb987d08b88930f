"""Many rows validated at once: as one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, field_validator, model_validator
from sqlalchemy import MetaData
from sqlalchemy.orm import configure_mappers, registry
from sqlmodel import Field

from colonnade import Model, Timestamped
from colonnade.data.crud.batches import values_of_all
from colonnade.data.crud.rows import values_of
from tests.data.taskboard import Sample, Tag, Task


class Base(Model, registry=registry(metadata=MetaData())):
    """The base of these models."""


class Stamped(Timestamped, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    said_at: datetime | None = None


class Shouting(Timestamped, Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    word: str

    @field_validator("word")
    @classmethod
    def shout(cls, word: str) -> str:
        return word.upper()


class Whole(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    low: int
    high: int

    @model_validator(mode="after")
    def ordered(self) -> "Whole":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Told(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    word: str

    def model_post_init(self, context: Any) -> None:
        self.__dict__["word"] = self.word + "!"


class TaskCreate(BaseModel):
    title: str
    points: int | None = None
    user_id: int = 1


ROWS: list[tuple[type[Model], list[Any]]] = [
    (Tag, [{"name": "a"}, {"id": 3, "name": "b"}]),
    (Sample, [{"whole": "1", "text": "a", "amount": "1.50", "priority": "high"}]),
    (Shouting, [{"word": "a"}, {"word": "b"}]),
    (Whole, [{"low": 1, "high": 2}]),
    (Told, [{"word": "a"}]),
    (Task, [TaskCreate(title="a"), TaskCreate(title="b", points=3), {"title": "c", "user_id": 2}]),
]  # fmt: skip


@pytest.fixture(autouse=True)
def mapped() -> None:
    """The classes as any session finds them."""
    configure_mappers()


@pytest.mark.parametrize(("model", "rows"), ROWS)
def test_the_same_as_one_by_one(model: type[Model], rows: list[Any]) -> None:
    one_by_one = [values_of(model, row) for row in rows]
    moments = {"created_at", "updated_at"}
    for together, alone in zip(values_of_all(model, rows), one_by_one, strict=True):
        assert together.keys() == alone.keys()
        assert all(together[name] == alone[name] for name in alone.keys() - moments)


@pytest.mark.parametrize("row", [{"name": 1}, {}, {"name": "b", "other": 1}])
def test_the_error_of_a_row_that_is_not_valid(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as alone:
        values_of(Tag, row)
    with pytest.raises(ValidationError) as together:
        values_of_all(Tag, [{"name": "a"}, row])
    assert together.value.errors() == alone.value.errors()


def test_a_validator_of_the_model_is_heard() -> None:
    with pytest.raises(ValidationError, match="low is above high"):
        values_of_all(Whole, [{"low": 1, "high": 2}, {"low": 2, "high": 1}])


def test_rows_are_made_at_one_moment() -> None:
    first, second = values_of_all(Stamped, [{}, {}])
    moments = {row[name] for row in (first, second) for name in ("created_at", "updated_at")}
    assert len(moments) == 1
    assert abs(datetime.now(UTC) - moments.pop()).days == 0


def test_a_moment_that_was_said() -> None:
    said = datetime(2026, 1, 1, tzinfo=UTC)
    first, second = values_of_all(Stamped, [{"created_at": said}, {}])
    assert first["created_at"] == said
    assert second["created_at"] > said


def test_what_was_given_is_not_changed() -> None:
    row = {"name": "a"}
    values_of_all(Tag, [row])
    assert row == {"name": "a"}
