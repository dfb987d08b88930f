"""Which columns of a table hold keys of owners, and of which owners."""

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Table

from colonnade.data.isolation.rules import Kind, Link, OwnerColumn
from colonnade.data.models.declaration import OWNER
from colonnade.errors import UnclassifiedTable


def carries_owners(
    constraint: ForeignKeyConstraint, owners: tuple[OwnerColumn, ...], kinds: dict[Table, Kind]
) -> bool:
    """Whether the foreign key holds the owners on both sides, so that the database itself enforces it.

    One that is an owner's column itself is looked after as such.
    """
    if any(owner.link and list(constraint.columns) == [owner.column] for owner in owners):
        return True
    mine = {owner.column: owner.of for owner in owners}
    held = {e.column: mine.get(e.parent) for e in constraint.elements if e.parent in mine}
    theirs = owner_columns(constraint.referred_table, kinds)
    return bool(theirs) and all(held.get(owner.column, held) is owner.of for owner in theirs)


def owner_columns(table: Table, kinds: dict[Table, Kind]) -> tuple[OwnerColumn, ...]:
    """The columns that name owners, at most one for each table of owners."""
    kind = kinds[table]
    if kind not in {Kind.OWNER, Kind.OWNED}:
        return ()
    marked = [column for column in table.columns if column.info.get(OWNER) == "by"]
    found = [_named(column, kinds) for column in marked]
    if kind is Kind.OWNER:
        keys = [column for column in table.columns if column.info.get(OWNER) == "key"]
        found = [OwnerColumn(c, table) for c in keys or table.primary_key.columns] + found
    if not found or len({owner.of for owner in found}) != len(found):
        raise UnclassifiedTable(
            f"Table {table.fullname!r} has {len(found)} columns that name its owner.",
            "Mark exactly one column for each table of owners: an owner's key is one value.",
        )
    return tuple(found)


def _named(column: Column[Any], kinds: dict[Table, Kind]) -> OwnerColumn:
    """Whose key a column holds: its foreign key says it, or that of the column which it points at."""
    for key in sorted(column.foreign_keys, key=_width):
        parent, constraint = key.column.table, key.constraint
        if constraint is not None and kinds.get(parent) in {Kind.OWNER, Kind.OWNED}:
            by = key.column.info.get(OWNER) == "by" and key.column is not column
            of = parent if kinds[parent] is Kind.OWNER and not by else None
            return OwnerColumn(
                column, _named(key.column, kinds).of if by else of, link_of(constraint)
            )
    return OwnerColumn(column, None)


def _width(key: ForeignKey) -> tuple[int, str]:
    return len(key.constraint.elements) if key.constraint else 0, key.target_fullname


def link_of(constraint: ForeignKeyConstraint) -> Link:
    """The columns of a foreign key, here and there."""
    return Link(
        columns=tuple(element.parent.name for element in constraint.elements),
        parent=constraint.referred_table,
        referred=tuple(element.column.name for element in constraint.elements),
    )
