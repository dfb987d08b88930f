"""A schema as its tests see it: which models rows can be made of, what they are called, and whose the rows are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Table

from colonnade.design.design import Design
from colonnade.design.models.code import text
from colonnade.design.models.columns import FieldSource
from colonnade.design.models.context import Context
from colonnade.design.models.schemas import Schemas, schemas_of
from colonnade.design.names import Names
from colonnade.design.tests.rows import Row, rows_of
from colonnade.design.tests.solver import CHANGED
from colonnade.design.tests.values import value_of
from colonnade.schema.relations import Relation
from colonnade.schema.traits import OwnershipKind, traits_of

BELONGS = (OwnershipKind.OWNED, OwnershipKind.THROUGH)


@dataclass(frozen=True)
class Subject:
    """A model that the tests make rows of.

    Attributes:
        row: a valid row of its table.
        names: the names of everything.
        schemas: what clients send and see.
        kind: whose its rows are; None in a schema without owners.
        owner_column: the column that names the owner, if the table has one.
    """

    row: Row
    names: Names
    schemas: Schemas
    kind: OwnershipKind | None = None
    owner_column: str | None = None

    @property
    def table(self) -> Table:
        return self.row.table

    @property
    def model(self) -> str:
        """The class."""
        return self.names.class_name(self.table)

    @property
    def name(self) -> str:
        """One row, as part of a function's name: `order_item`."""
        return self.names.module(self.table).rstrip("_")

    @property
    def is_owned(self) -> bool:
        """Whether each row belongs to an owner."""
        return self.kind in BELONGS

    @property
    def is_soft_deleted(self) -> bool:
        """Whether deleted rows stay in the table."""
        return traits_of(self.table).deleted_at is not None

    def attribute(self, name: str) -> str:
        """The attribute of a column."""
        return self.names.attributes[self.table.key][name]

    @property
    def key(self) -> list[str]:
        """The attributes of the primary key."""
        return [self.names.attribute(column) for column in self.table.primary_key.columns]

    @cached_property
    def change(self) -> tuple[str, str] | None:
        """An attribute that a test may change, and the source of its new value."""
        if self.row.other is None:
            return None
        column, source = self.row.other
        return self.attribute(column), at(source, CHANGED)


@dataclass(frozen=True)
class Subjects:
    """All models that the tests make rows of, those first that others refer to.

    Attributes:
        design: the schema.
        found: the models, by `Table.key`.
        missing: the tables for which no valid row can be made up.
        scope: the argument that a session over all rows needs.
    """

    design: Design
    found: dict[str, Subject]
    missing: list[Table]
    scope: str

    @classmethod
    def of(cls, design: Design) -> "Subjects":
        """Look at a design."""
        context, found = Context.of(design), {}
        schemas = {table.key: schemas_of(table, context) for table in context.tables}
        changeable = {key: names(one.update) & names(one.public) for key, one in schemas.items()}
        for key, row in rows_of(design.metadata, changeable).items():
            one = context.ownership.get(key)
            column = one.column if one and one.kind is OwnershipKind.OWNED else None
            found[key] = Subject(
                row, context.names, schemas[key], one.kind if one else None, column
            )
        missing = [table for key, table in design.metadata.tables.items() if key not in found]
        scope = "owner=EVERYONE" if context.ownership else ""
        return cls(design, found, missing, scope)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self.found.values())

    @property
    def owner(self) -> Subject | None:
        """The model whose rows are the owners."""
        return next((one for one in self if one.kind is OwnershipKind.OWNER), None)

    @property
    def owned(self) -> list[Subject]:
        """The models whose rows belong to an owner."""
        return [one for one in self if one.is_owned]

    def parent(self, relation: Relation) -> Subject:
        """The model that a foreign key refers to."""
        return self.found[relation.parent.key]


def names(fields: list[FieldSource]) -> set[str]:
    """The columns of some fields."""
    return {one.column.name for one in fields}


def at(source: str, n: int) -> str:
    """A source with a number in the place of `n`; text is written out."""
    value = value_of(source, n)
    return text(value) if isinstance(value, str) else re.sub(r"\bn\b", str(n), source)
