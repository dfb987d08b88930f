"""What the writers of the models know about the whole schema."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Enum, MetaData, Table

from colonnade.design.design import Design
from colonnade.design.links import is_mapped
from colonnade.design.models.checks import Bounds, bounds_of
from colonnade.design.models.code import call, text
from colonnade.design.models.exact import NamedTypes
from colonnade.design.models.passwords import password_column, password_spelling
from colonnade.design.models.types import Spelling, spelling_of
from colonnade.design.names import Names, enum_key, enum_of, names_of
from colonnade.schema.habits import convention_of
from colonnade.schema.info import column_info, schema_info
from colonnade.schema.traits import Ownership, ownership

LIMITS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length")
MOMENTS = {"date", "datetime", "time"}
JSON_TYPE = re.compile(r"(sa\.JSON|postgresql\.JSONB|postgresql\.JSON)\b(?:\(\))?")
COUNTING = ("sa.BigInteger", "sa.SmallInteger")


@dataclass(frozen=True)
class Context:
    """A design, with everything that is told from its tables once.

    Attributes:
        metadata: the tables.
        names: what everything is called.
        dialect: the database that the schema was read from; None for a design in DBML.
        convention: how constraints and indexes are named.
        ownership: whose the rows of each table are, by `Table.key`.
    """

    metadata: MetaData
    names: Names
    dialect: str | None
    convention: dict[str, str]
    ownership: dict[str, Ownership]

    @classmethod
    def of(cls, design: Design) -> "Context":
        """Look at a design."""
        metadata = design.metadata
        return cls(
            metadata,
            names_of(metadata),
            schema_info(metadata).dialect,
            convention_of(metadata),
            ownership(metadata),
        )

    @property
    def tables(self) -> list[Table]:
        """The tables that get a class."""
        return [table for table in self.metadata.tables.values() if is_mapped(table)]

    @property
    def keyless(self) -> list[Table]:
        """The tables without a primary key, which no class can be mapped to."""
        return [table for table in self.metadata.tables.values() if not is_mapped(table)]

    @cached_property
    def named_types(self) -> NamedTypes:
        """The types that deserve a name of their own."""
        codes = [spelling.code for spelling in self._spellings.values()]
        return NamedTypes.of([code for code in codes if code is not None])

    @cached_property
    def enum_uses(self) -> dict[str, tuple[Enum, Column[Any], set[str]]]:
        """Every enum with one of its columns and the tables that use it."""
        found: dict[str, tuple[Enum, Column[Any], set[str]]] = {}
        for table in self.metadata.tables.values():
            for column in table.columns:
                kind = enum_of(column)
                if kind is not None:
                    users = found.setdefault(enum_key(kind, column), (kind, column, set()))[2]
                    users.add(table.key)
        return found

    @cached_property
    def _spellings(self) -> dict[Column[Any], Spelling]:
        columns = (column for table in self.metadata.tables.values() for column in table.columns)
        return {column: self._plain_spelling(column) for column in columns}

    @cached_property
    def _bounds(self) -> dict[str, dict[str, Bounds]]:
        return {table.key: bounds_of(table) for table in self.metadata.tables.values()}

    def bounds(self, column: Column[Any]) -> Bounds:
        """What simple CHECK constraints, and the models it was read from, say about a column."""
        found = self._bounds[column.table.key].get(column.name, Bounds())
        settings = column_info(column).settings
        said = {name: value for name, value in settings.items() if name in LIMITS}
        return Bounds({**said, **found.limits}, found.values) if said else found

    def spelling(self, column: Column[Any]) -> Spelling:
        """How the column's type is written, with the names of the types that have one."""
        found = self._spellings[column]
        code = self.named_types.short(found.code)
        annotation = found.annotation
        if annotation in MOMENTS and MOMENTS & set(
            self.names.attributes[column.table.key].values()
        ):
            # An attribute `date` hides the type `date` from the annotations of its class.
            annotation = f"dt.{annotation}"
        return replace(found, annotation=annotation, code=code)

    def _plain_spelling(self, column: Column[Any]) -> Spelling:
        if enum_of(column) is not None:
            return self._enum_spelling(column)
        found = spelling_of(column.type, self.dialect)
        if column is password_column(column.table):
            return password_spelling(found)
        if column is column.table.autoincrement_column and found.code in COUNTING:
            # SQLite counts by itself only where the type is INTEGER.
            code = f'{found.code}().with_variant(sa.Integer(), "sqlite")'
            return Spelling(found.annotation, found.kind, code)
        if column.nullable and found.code is not None and "sa.JSON" in found.code:
            # Without it None is stored as the JSON value null, which is not NULL.
            return replace(found, code=JSON_TYPE.sub(r"\1(none_as_null=True)", found.code))
        return found

    def _enum_spelling(self, column: Column[Any]) -> Spelling:
        kind = enum_of(column)
        assert kind is not None
        names = self.names.enum(kind, column)
        name = text(str(kind.name or f"{column.table.name}_{column.name}"))
        code = call("stored_by_value", names.class_name, name=name)
        if kind.schema:
            values = "lambda members: [member.value for member in members]"
            schema = text(kind.schema)
            code = call(
                "sa.Enum", names.class_name, name=name, schema=schema, values_callable=values
            )
        if kind is column.type:
            return Spelling(names.class_name, kind, code)
        array = f'sa.JSON().with_variant(postgresql.ARRAY({code}), "postgresql")'
        return Spelling(f"list[{names.class_name}]", column.type, array)
