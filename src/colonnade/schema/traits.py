"""What a table is, told from its columns: time stamps, soft deletion, a version, an owner.

DBML, a live database and existing models say the same thing with the same columns, so one look at the columns serves
all readers. The look is careful: a table that is only possibly owned is not owned.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, Table
from sqlalchemy.exc import NoReferenceError
from sqlalchemy.types import TypeDecorator, TypeEngine

from colonnade.schema.info import column_info
from colonnade.schema.relations import Relation, unique_sets

CREATED = ("created_at", "created_on", "created", "date_created", "creation_date", "inserted_at")
UPDATED = (
    *("updated_at", "updated_on", "updated", "date_updated"),
    *("modified_at", "modified_on", "modified", "last_modified", "last_update", "last_updated"),
)
DELETED = ("deleted_at", "deleted_on", "deleted", "date_deleted", "removed_at")
VERSION = ("version", "lock_version", "version_id", "row_version")

PEOPLE = ("user", "users", "app_user", "app_users", "account", "accounts", "member", "members")
GROUPS = (
    *("tenant", "tenants", "organization", "organizations", "organisation", "organisations"),
    *("workspace", "workspaces"),
)
JOINED = (*GROUPS, "team", "teams", "group", "groups", "company", "companies", "club", "clubs")
MEMBERSHIP = re.compile(r"(^|_)members?(hips?)?$")
SIGNS_IN_WITH = (
    *("email", "email_address", "username", "user_name", "login", "handle"),
    *("password", "password_hash", "hashed_password", "password_digest", "encrypted_password"),
)
OWNER_COLUMNS = (
    *("owner_id", "user_id", "account_id", "member_id", "tenant_id"),
    *("organization_id", "organisation_id", "workspace_id", "author_id"),
)


class OwnershipKind(StrEnum):
    """Whose the rows of a table are."""

    OWNER = "owner"
    OWNED = "owned"
    THROUGH = "through"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the rows of one table are.

    Attributes:
        kind: OWNER when the rows are the owners themselves, OWNED when a column of the table names the owner, THROUGH
            when the row belongs to a row that is owned, SHARED when everybody may read it.
        column: the foreign key column that leads to the owner or to the owned row.
        parent: the key (`Table.key`) of the table that column refers to.
    """

    kind: OwnershipKind
    column: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class TableTraits:
    """The columns of a table that make it more than a list of values; None where it has no such column."""

    created_at: Column[Any] | None = None
    updated_at: Column[Any] | None = None
    deleted_at: Column[Any] | None = None
    version: Column[Any] | None = None
    owner: Column[Any] | None = None


def traits_of(table: Table) -> TableTraits:
    """The traits that the table's columns show."""
    return TableTraits(
        created_at=_named(table, CREATED, DateTime),
        updated_at=_named(table, UPDATED, DateTime),
        deleted_at=_named(table, DELETED, DateTime, nullable=True),
        version=_named(table, VERSION, Integer, nullable=False),
        owner=_owner_column(table),
    )


def ownership(metadata: MetaData) -> dict[str, Ownership]:
    """Whose the rows of every table are, by `Table.key`; empty when nothing in the schema is owned.

    One table holds the owners: the one that a column set to `owner: 'true'` refers to, else a table of users, accounts
    or tenants to which most owner columns refer. Tables with such a column are owned; tables that cascade from an owned
    table, and link tables of owned tables, are owned through it.
    """
    columns = {
        table: column
        for table in metadata.tables.values()
        if (column := _owner_column(table)) is not None
    }
    owners = _owner_table(columns)
    if owners is None:
        return {}
    found = {owners.key: Ownership(OwnershipKind.OWNER)}
    for table, column in columns.items():
        if table is not owners and _target(column) is owners:
            found[table.key] = Ownership(OwnershipKind.OWNED, column.name, owners.key)
    _follow(metadata, found)
    return {key: found.get(key, Ownership(OwnershipKind.SHARED)) for key in metadata.tables}


def owned_otherwise(metadata: MetaData) -> dict[str, str]:
    """The tables that everybody reads although a column names an owner, by `Table.key` with that column.

    They are those of a schema with owners of several kinds, as users and organisations, of which `ownership` takes one.
    """
    shared = (k for k, one in ownership(metadata).items() if one.kind is OwnershipKind.SHARED)
    columns = {key: _owner_column(metadata.tables[key]) for key in shared}
    return {key: column.name for key, column in columns.items() if column is not None}


def memberships(metadata: MetaData) -> set[str]:
    """The tables, by `Table.key`, whose rows let their owner into a group: an organisation, a team.

    They are those that have an owner, lead to a row that everybody reads, and either are called so, as `team_members`,
    or have a unique pair of owner and group.
    """
    whose = ownership(metadata)
    return {
        key
        for key, one in whose.items()
        if one.kind is OwnershipKind.OWNED and _joins(metadata.tables[key], one, whose)
    }


def _joins(table: Table, one: Ownership, whose: dict[str, Ownership]) -> bool:
    """Whether the rows of an owned table are memberships of a row that everybody reads."""
    groups = [
        key
        for key in _single_keys(table)
        if whose[key.column.table.key].kind is OwnershipKind.SHARED
    ]
    if MEMBERSHIP.search(_snake(table.name)):
        return bool(groups)
    pairs = list(unique_sets(table))
    return any(
        _snake(key.column.table.name) in JOINED and {one.column, key.parent.name} in pairs
        for key in groups
    )


def says_whose(relation: Relation, parent: OwnershipKind) -> bool:
    """Whether a foreign key of a table that everybody reads seems to say whose its rows are.

    It leads to a row of an owner, without which there is no row; or to an owner, and may be empty.

    Args:
        relation: the foreign key.
        parent: whose the rows are that it leads to.
    """
    if len(relation.columns) > 1 or parent is OwnershipKind.SHARED:
        return False
    if parent is OwnershipKind.OWNER:
        return relation.optional and _snake(relation.columns[0].name) in OWNER_COLUMNS
    return not relation.optional


def _follow(metadata: MetaData, found: dict[str, Ownership]) -> None:
    """Add the tables owned through another one, nearest first, so that each takes the shortest way."""
    while True:
        owned = {key for key, one in found.items() if one.kind is not OwnershipKind.OWNER}
        new = {
            table.key: Ownership(OwnershipKind.THROUGH, way.parent.name, way.column.table.key)
            for table in metadata.tables.values()
            if table.key not in found and (way := _way(table, owned)) is not None
        }
        if not new:
            return
        found |= new


def _way(table: Table, owned: set[str]) -> ForeignKey | None:
    """The foreign key that makes the table part of an owned one: the first that cascades, or the first of a link."""
    keys = [
        key
        for key in _single_keys(table)
        if key.column.table.key in owned and not key.parent.nullable
    ]
    cascading = [key for key in keys if (key.ondelete or "").upper() == "CASCADE"]
    return next(iter(cascading or (keys if _is_link(table) else [])), None)


def _is_link(table: Table) -> bool:
    """A table whose primary key is two or more foreign keys."""
    columns = list(table.primary_key.columns)
    return len(columns) > 1 and all(column.foreign_keys for column in columns)


def _owner_table(columns: dict[Table, Column[Any]]) -> Table | None:
    """The table that most owner columns refer to; one chosen by hand outweighs all that are guessed."""
    votes: dict[Table, tuple[int, int, bool]] = {}
    for table, column in columns.items():
        target = _target(column)
        if target is not None and target is not table:
            by_hand, guessed, _ = votes.get(target, (0, 0, False))
            weight = (by_hand + 1, guessed) if _chosen(column) else (by_hand, guessed + 1)
            votes[target] = (*weight, target.name.lower() in PEOPLE)
    return max(votes, key=lambda target: votes[target], default=None)


def _owner_column(table: Table) -> Column[Any] | None:
    """The column that names the row's owner: the one set to `owner: 'true'`, else a well-known name."""
    keys = [key.parent for key in _single_keys(table)]
    for column in keys:
        if _chosen(column):
            return column
    names = {
        _snake(column.name): column
        for column in keys
        if not column.nullable
        and column_info(column).settings.get("owner") != "false"
        and _holds_owners(_target(column))
    }
    return next((names[name] for name in OWNER_COLUMNS if name in names), None)


def _chosen(column: Column[Any]) -> bool:
    return column_info(column).settings.get("owner") == "true"


def _holds_owners(table: Table | None) -> bool:
    """Whether the rows of a table are people who sign in, or groups of them."""
    if table is None:
        return False
    name = _snake(table.name)
    return name in GROUPS or (
        name in PEOPLE and any(_snake(column.name) in SIGNS_IN_WITH for column in table.columns)
    )


def _single_keys(table: Table) -> list[ForeignKey]:
    """The foreign keys of one column, in the order of the columns, whose table is known."""
    keys = [
        constraint.elements[0]
        for constraint in table.foreign_key_constraints
        if len(constraint.elements) == 1 and _target(constraint.elements[0].parent) is not None
    ]
    order = {column: position for position, column in enumerate(table.columns)}
    return sorted(keys, key=lambda key: order[key.parent])


def _target(column: Column[Any]) -> Table | None:
    """The table that a column refers to; None when the schema does not hold it."""
    for key in column.foreign_keys:
        try:
            return key.column.table
        except NoReferenceError:
            continue
    return None


def _named(
    table: Table, names: tuple[str, ...], kind: type[TypeEngine[Any]], nullable: bool | None = None
) -> Column[Any] | None:
    """The column with the first of the names, if its type and nullability fit."""
    columns = {
        _snake(column.name): column
        for column in table.columns
        if not column.primary_key
        and not column.foreign_keys
        and isinstance(_plain(column.type), kind)
        and nullable in (None, column.nullable)
    }
    return next((columns[name] for name in names if name in columns), None)


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The database's type beneath a Python one."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
