from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from colonnade.design.models.schemas import schema_classes, schemas_of
from tests.design.models.generated import child, context_of, users


def fields(*columns: Column[Any], key: bool = True) -> tuple[list[str], list[str], list[str]]:
    """The names of the fields of a table's three schemas."""
    metadata = MetaData()
    made = [Column("id", Integer, primary_key=True)] if key else []
    table = Table("things", metadata, *made, *columns)
    found = schemas_of(table, context_of(metadata))
    create, update, public = (
        [one.name for one in group] for group in (found.create, found.update, found.public)
    )
    return create, update, public


def classes(*columns: Column[Any]) -> list[str]:
    metadata = MetaData()
    table = Table("things", metadata, Column("id", Integer, primary_key=True), *columns)
    return schema_classes(table, context_of(metadata))


def test_a_counted_key_is_seen_and_not_sent() -> None:
    assert fields(Column("a", Integer)) == (["a"], ["a"], ["id", "a"])


def test_a_key_of_the_clients_own_is_sent_and_not_changed() -> None:
    column = Column("code", sa.String(5), primary_key=True)
    assert fields(column, Column("a", Integer), key=False) == (["code", "a"], ["a"], ["code", "a"])


def test_traits_are_filled_by_the_session() -> None:
    when = (
        Column(name, sa.DateTime(timezone=True))
        for name in ("created_at", "updated_at", "deleted_at")
    )
    version = Column("version", Integer, nullable=False)
    assert fields(*when, version) == ([], [], ["id", "created_at", "updated_at", "version"])


def test_a_secret_is_neither_shown_nor_changed() -> None:
    column = Column("hashed_password", sa.String(255), nullable=False)
    assert fields(column) == (["hashed_password"], [], ["id"])


def test_a_secret_that_may_be_missing_is_not_sent() -> None:
    assert fields(Column("api_key", sa.String(255))) == ([], [], ["id"])


@pytest.mark.parametrize("name", ["is_admin", "role"])
def test_a_privilege_with_a_default_is_only_seen(name: str) -> None:
    column = Column(name, sa.String(20), nullable=False, server_default="none")
    assert fields(column) == ([], [], ["id", name])


def test_a_privilege_without_a_default_is_sent_and_not_changed() -> None:
    assert fields(Column("role", sa.String(20), nullable=False)) == (["role"], [], ["id", "role"])


def test_a_generated_column_is_only_seen() -> None:
    assert fields(Column("a", Integer, sa.Computed("id + 1"))) == ([], [], ["id", "a"])


def test_the_owner_is_stamped() -> None:
    users(metadata := MetaData(), Column("email", sa.String(100)))
    column = Column("user_id", ForeignKey("users.id"), nullable=False)
    table = Table("tasks", metadata, Column("id", Integer, primary_key=True), column)
    found = schemas_of(table, context_of(metadata))
    assert ([f.name for f in found.create], [f.name for f in found.public]) == (
        [],
        ["id", "user_id"],
    )


def test_what_is_sent_is_limited_and_has_defaults() -> None:
    create, update, public = classes(
        Column("name", sa.String(20), nullable=False, server_default="x")
    )
    assert 'name: str = Field(default="x", max_length=20)' in create
    assert "name: str | None = Field(default=None, max_length=20)" in update
    assert "name: str" in public
    assert "Field" not in public


def test_what_the_database_fills_may_be_left_out() -> None:
    create, _, public = classes(
        Column("day", sa.Date, nullable=False, server_default=sa.func.now())
    )
    assert "day: date | None = None" in create
    assert public.endswith("day: date")


def test_bytes_travel_as_base64() -> None:
    create, *_ = classes(Column("photo", sa.LargeBinary))
    assert "photo: Base64 | None = None" in create


def test_a_schema_without_fields_is_left_out() -> None:
    metadata = MetaData()
    users(metadata)
    table = child(metadata, "tasks")
    assert [source.split("(")[0] for source in schema_classes(table, context_of(metadata))] == [
        "class TaskPublic"
    ]
