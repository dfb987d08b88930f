"""Traits and ownership told from columns."""

from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, MetaData, Table

from colonnade.schema.database import read_database
from colonnade.schema.dbml import read_dbml
from colonnade.schema.info import column_info
from colonnade.schema.traits import (
    Ownership,
    OwnershipKind,
    memberships,
    owned_otherwise,
    ownership,
    traits_of,
)
from tests.schema.tables import owned, part, users


def table(*columns: Column[object]) -> Table:
    return Table("t", MetaData(), Column("id", Integer, primary_key=True), *columns)


@pytest.mark.parametrize("name", ["created_at", "created", "createdAt", "date_created"])
def test_a_created_column_has_many_names(name: str) -> None:
    assert traits_of(table(Column(name, DateTime))).created_at is not None


def test_a_date_is_no_time_stamp() -> None:
    assert traits_of(table(Column("created_at", Date))).created_at is None


def test_updated_at_is_told_from_its_name() -> None:
    column = Column("modified_at", DateTime)
    assert traits_of(table(column)).updated_at is column


def test_deleted_at_can_be_null() -> None:
    assert traits_of(table(Column("deleted_at", DateTime, nullable=False))).deleted_at is None
    assert traits_of(table(Column("deleted_at", DateTime))).deleted_at is not None


def test_a_deleted_flag_is_no_time_of_deletion() -> None:
    assert traits_of(table(Column("deleted", Boolean))).deleted_at is None


def test_a_version_is_a_required_number() -> None:
    assert traits_of(table(Column("version", Integer))).version is None
    assert traits_of(table(Column("version", Integer, nullable=False))).version is not None


def test_a_version_in_the_key_is_no_lock() -> None:
    assert traits_of(table(Column("version", Integer, primary_key=True))).version is None


def test_a_required_user_id_makes_a_table_owned() -> None:
    metadata = MetaData()
    users(metadata)
    tasks = owned(metadata, "tasks")

    assert traits_of(tasks).owner is tasks.c.user_id
    assert ownership(metadata) == {
        "users": Ownership(OwnershipKind.OWNER),
        "tasks": Ownership(OwnershipKind.OWNED, "user_id", "users"),
    }


def test_rows_that_may_have_no_owner_are_shared() -> None:
    metadata = MetaData()
    users(metadata)
    owned(metadata, "notes", nullable=True)
    owned(metadata, "tasks")

    assert ownership(metadata)["notes"].kind is OwnershipKind.SHARED


def test_what_an_owner_of_another_kind_has_is_named() -> None:
    schema = """
    Table users { id int [pk]
      email varchar(99) }
    Table organisations { id int [pk] }
    Table notes { id int [pk]
      user_id int [not null, ref: > users.id] }
    Table tickets { id int [pk]
      organisation_id int [not null, ref: > organisations.id] }
    Table colours { id int [pk] }
    """
    assert owned_otherwise(read_dbml(schema, "desk.dbml")) == {"tickets": "organisation_id"}


def test_users_that_cannot_sign_in_are_no_owners() -> None:
    metadata = MetaData()
    users(metadata, sign_in="description")
    owned(metadata, "tasks")

    assert ownership(metadata) == {}


def test_a_column_chosen_by_hand_wins() -> None:
    metadata = MetaData()
    users(metadata)
    tasks = owned(metadata, "tasks")
    people = Table("people", metadata, Column("id", Integer, primary_key=True))
    keeper = Column("keeper", ForeignKey("people.id"), nullable=False)
    tasks.append_column(keeper)
    column_info(keeper).settings["owner"] = "true"

    assert ownership(metadata)["tasks"] == Ownership(OwnershipKind.OWNED, "keeper", people.key)


def test_a_column_can_be_ruled_out_by_hand() -> None:
    metadata = MetaData()
    users(metadata)
    tasks = owned(metadata, "tasks")
    column_info(tasks.c.user_id).settings["owner"] = "false"

    assert ownership(metadata) == {}


def test_a_cascading_part_is_owned_through_the_whole() -> None:
    metadata = MetaData()
    users(metadata)
    owned(metadata, "tasks")
    part(metadata, "steps", "tasks")
    part(metadata, "remarks", "steps")

    assert ownership(metadata)["steps"] == Ownership(OwnershipKind.THROUGH, "whole_id", "tasks")
    assert ownership(metadata)["remarks"] == Ownership(OwnershipKind.THROUGH, "whole_id", "steps")


def test_a_row_that_outlives_its_parent_is_shared() -> None:
    metadata = MetaData()
    users(metadata)
    owned(metadata, "tasks")
    part(metadata, "audits", "tasks", ondelete=None)

    assert ownership(metadata)["audits"].kind is OwnershipKind.SHARED


def test_a_link_of_owned_tables_is_owned_through_the_first() -> None:
    metadata = MetaData()
    users(metadata)
    owned(metadata, "tasks")
    owned(metadata, "tags")
    Table(
        "task_tags",
        metadata,
        Column("task_id", ForeignKey("tasks.id"), primary_key=True),
        Column("tag_id", ForeignKey("tags.id"), primary_key=True),
    )

    assert ownership(metadata)["task_tags"] == Ownership(OwnershipKind.THROUGH, "task_id", "tasks")


def test_tenants_own_when_most_tables_name_them() -> None:
    metadata = MetaData()
    Table("tenants", metadata, Column("id", Integer, primary_key=True))
    people = users(metadata)
    orders = owned(metadata, "orders")
    for one in (people, orders, part(metadata, "invoices", "orders", ondelete=None)):
        one.append_column(Column("tenant_id", ForeignKey("tenants.id"), nullable=False))

    found = ownership(metadata)
    assert found["tenants"].kind is OwnershipKind.OWNER
    assert found["users"] == Ownership(OwnershipKind.OWNED, "tenant_id", "tenants")


JOINED = """
Table users {{
  id int [pk]
  email text
}}
Table {group} {{
  id int [pk]
}}
Table {name} {{
  id int [pk]
  user_id int [not null, ref: > users.id]
  group_id int [not null, ref: > {group}.id]
  indexes {{
    (user_id, group_id) [{unique}]
  }}
}}
"""


@pytest.mark.parametrize(
    ("name", "group", "unique", "joins"),
    [
        ("memberships", "houses", "name: 'i'", True),
        ("TeamMembers", "houses", "name: 'i'", True),
        ("seats", "organisations", "unique", True),
        ("posts", "organisations", "name: 'i'", False),
        ("favourites", "books", "unique", False),
    ],
)
def test_who_joins_a_group_is_told(name: str, group: str, unique: str, joins: bool) -> None:
    text = JOINED.format(name=name, group=group, unique=unique)
    assert memberships(read_dbml(text, "joined.dbml")) == ({name} if joins else set())


def test_an_organisation_of_the_owner_is_theirs_to_let_in() -> None:
    text = JOINED.format(name="memberships", group="teams", unique="unique")
    owner = "id int [pk]\n  user_id int [not null, ref: > users.id]\n}\nTable memberships"
    text = text.replace("id int [pk]\n}\nTable memberships", owner)
    assert memberships(read_dbml(text, "joined.dbml")) == set()


EXAMPLE = Path(__file__).parents[2] / "examples" / "taskboard" / "taskboard.dbml"


def test_the_task_board_is_owned_by_its_users() -> None:
    found = ownership(read_dbml(EXAMPLE.read_text(), str(EXAMPLE)))
    assert found == {
        "users": Ownership(OwnershipKind.OWNER),
        "tasks": Ownership(OwnershipKind.OWNED, "user_id", "users"),
        "tags": Ownership(OwnershipKind.OWNED, "user_id", "users"),
        "task_tags": Ownership(OwnershipKind.THROUGH, "task_id", "tasks"),
    }


def test_a_shop_and_a_record_store_have_no_owners(chinook_url: str, northwind_url: str) -> None:
    assert ownership(read_database(chinook_url)) == {}
    assert ownership(read_database(northwind_url)) == {}
