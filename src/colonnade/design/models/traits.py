"""Which columns of a table come with a mixin, because the mixin's columns are the very same."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, DefaultClause, Table
from sqlmodel import UTCDateTime

from colonnade.design.models.context import Context
from colonnade.design.models.ddl import is_same
from colonnade.design.models.defaults import expression_of
from colonnade.schema.traits import OwnershipKind, traits_of

NOW: Column[Any] = sa.Column("now", UTCDateTime(), nullable=False, server_default=sa.func.now())
MAYBE: Column[Any] = sa.Column("maybe", UTCDateTime(), nullable=True)
COUNTER: Column[Any] = sa.Column("counter", sa.Integer(), nullable=False, server_default="1")
TRAITS: dict[str, dict[str, Column[Any]]] = {
    "Timestamped": {"created_at": NOW, "updated_at": NOW},
    "SoftDeleted": {"deleted_at": MAYBE},
    "Versioned": {"version": COUNTER},
}
"""The traits of the library and their columns, in the order in which a class names them."""

MARKS = {OwnershipKind.OWNER: "Owner", OwnershipKind.SHARED: "Shared"}


@dataclass(frozen=True)
class Mixins:
    """What a class inherits.

    Attributes:
        bases: the names of its mixins, in order.
        columns: the columns that come with them.
    """

    bases: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


def mixins_of(table: Table, context: Context) -> Mixins:
    """The traits of a table that its class inherits."""
    mixins = Mixins()
    found = context.ownership.get(table.key)
    if found is not None:
        mixins.bases.append(MARKS.get(found.kind, "Owned"))
    shown = traits_of(table)
    for trait, columns in TRAITS.items():
        own = {name: getattr(shown, name) for name in columns}
        if all(_is_column(own[name], name, wanted, context) for name, wanted in columns.items()):
            mixins.bases.append(trait)
            mixins.columns.update(columns)
    return mixins


def _is_column(
    column: Column[Any] | None, name: str, wanted: Column[Any], context: Context
) -> bool:
    """Whether the trait's column may stand for the table's; in a design the name and the kind are enough."""
    if column is None or column.name != name:
        return False
    if context.dialect is None:
        return True
    return (
        is_same(column.type, wanted.type, context.dialect)
        and column.nullable == wanted.nullable
        and not column.comment
        and _default(column, context.dialect) == _default(wanted, context.dialect)
    )


def _default(column: Column[Any], dialect: str) -> str | None:
    """The server default as the database has it."""
    if not isinstance(column.server_default, DefaultClause):
        return None if column.computed is None and column.identity is None else "generated"
    return expression_of(column.server_default, dialect).lower()
