"""Columns as the catalogue has them: defaults, nullability, serials, types without a class, domains."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    DefaultClause,
    Inspector,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DOMAIN
from sqlalchemy.types import NullType, TypeEngine

from colonnade.schema.database.postgresql import sequences
from colonnade.schema.database.postgresql.domains import Domains
from colonnade.schema.database.postgresql.relations import Relations
from colonnade.schema.database.postgresql.sequences import ServerSequence
from colonnade.schema.sql import verbatim
from colonnade.schema.types import Verbatim

COLUMNS = """
    select a.attrelid as table_oid, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
        not a.attnotnull as nullable, a.attgenerated::text <> '' as generated, pg_get_expr(d.adbin, d.adrelid) as default,
        exists (
            select 1 from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)
        ) as in_key,
        array(
            select p.refobjid from pg_depend p
            where p.classid = 'pg_attrdef'::regclass and p.objid = d.oid and p.refclassid = 'pg_class'::regclass
            and p.refobjsubid = 0
        ) as uses
    from pg_attribute a
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = any (:oids) and a.attnum > 0 and not a.attisdropped
"""
NEXT_VALUE = re.compile(r"nextval\('([^']|'')+'::regclass\)")
WITHOUT_CLASS = {'"char"', "name"}
"""Types that reflection gives as a plain String."""


@dataclass(frozen=True, slots=True)
class ServerColumn:
    """A row of pg_attribute with its default and the relations that the default uses."""

    table_oid: int
    name: str
    type: str
    nullable: bool
    generated: bool
    default: str | None
    in_key: bool
    uses: list[int]


class Correction:
    """Listens to reflection and corrects each column before it is made."""

    def __init__(self, connection: Connection, metadata: MetaData, found: Relations) -> None:
        self.metadata = metadata
        self.found = found
        self.domains = Domains(connection, found)
        self.sequences = sequences.read(connection)
        rows = connection.execute(text(COLUMNS), {"oids": found.table_oids()}).mappings()
        self.columns = {
            (found.key_of(row["table_oid"]), row["name"]): ServerColumn(**row) for row in rows
        }
        self.made = {
            oid: one.in_metadata(metadata, found)
            for oid, one in self.sequences.items()
            if not one.is_identity and self._serial_column(one) is None
        }

    def __call__(self, _: Inspector, table: Table, reflected: Any) -> None:
        """Correct what reflection says about one column."""
        column = self.columns[table.key, reflected["name"]]
        reflected["type"] = _exact(reflected["type"], column.type, self.domains)
        reflected["nullable"] = column.nullable
        if "identity" in reflected:
            reflected["autoincrement"] = True
        elif column.generated:
            reflected["computed"]["sqltext"] = verbatim(column.default or "")
        else:
            reflected |= self._default(column)

    def tables(self) -> None:
        """Keep the order of composite keys, which CREATE TABLE would change, and forget the parents of tables."""
        for table in self.metadata.tables.values():
            table.dialect_options["postgresql"]["inherits"] = None
            table.dialect_options["postgresql"]["tablespace"] = None
            key = table.primary_key
            if len(key.columns) > 1:
                options = {name: value for name, value in key.dialect_kwargs.items() if value}
                table.append_constraint(
                    PrimaryKeyConstraint(
                        *key.columns, name=str(key.name), comment=key.comment, **options
                    )
                )

    def _default(self, column: ServerColumn) -> dict[str, Any]:
        """The column's default and whether it counts up by itself."""
        sequence = self._sequence(column)
        if sequence is not None and self._serial_column(sequence) == column:
            return {"default": None, "autoincrement": True}
        if column.default is None:
            return {"default": None, "autoincrement": False}
        if sequence is not None:
            clause = DefaultClause(self.made[sequence.oid].next_value())
            return {"default": clause, "autoincrement": False}
        return {"default": verbatim(column.default), "autoincrement": False}

    def _sequence(self, column: ServerColumn) -> ServerSequence | None:
        """The sequence from which the column takes its default, if it takes nothing else."""
        used = [self.sequences[oid] for oid in column.uses if oid in self.sequences]
        return used[0] if len(used) == 1 and NEXT_VALUE.fullmatch(column.default or "") else None

    def _serial_column(self, sequence: ServerSequence) -> ServerColumn | None:
        """The key column for which SERIAL would make just this sequence."""
        relation = self.found.by_oid.get(sequence.table_oid or 0)
        if relation is None or sequence.column is None or not relation.is_table:
            return None
        column = self.columns[self.found.key_of(relation.oid), sequence.column]
        serial = (
            column.in_key
            and self._sequence(column) == sequence
            and sequence.is_serial(relation.name, relation.schema, column.type)
        )
        return column if serial else None


def _exact(reflected: TypeEngine[Any], declared: str, domains: Domains) -> TypeEngine[Any]:
    """The reflected type, or the declared one by name where reflection does not know it."""
    if isinstance(reflected, NullType) or declared.removesuffix("[]") in WITHOUT_CLASS:
        return Verbatim(declared, ARRAY(String()) if declared.endswith("[]") else None)
    item = reflected.item_type if isinstance(reflected, ARRAY) else reflected
    if isinstance(item, DOMAIN):
        domains.correct(item)
    return reflected
