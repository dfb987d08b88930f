"""Sequences: those behind a serial column, and those that stand for themselves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, MetaData, Sequence, SmallInteger, text

from colonnade.schema.database.postgresql.relations import USER_SCHEMA, Relations, not_of_extension

SEQUENCES = f"""
    select c.oid, n.nspname as schema, c.relname as name, format_type(s.seqtypid, null) as type,
        s.seqstart as start, s.seqincrement as increment, s.seqmin as minvalue, s.seqmax as maxvalue,
        s.seqcache as cache, s.seqcycle as cycle, d.refobjid as table_oid, a.attname as column, d.deptype as owned
    from pg_sequence s
    join pg_class c on c.oid = s.seqrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
        and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where {USER_SCHEMA} and {not_of_extension("c.oid")}
    order by n.nspname, c.relname
"""
TYPES = {"smallint": SmallInteger, "integer": Integer, "bigint": BigInteger}
LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


@dataclass(frozen=True, slots=True)
class ServerSequence:
    """A row of pg_sequence with the column that owns it, if one does."""

    oid: int
    schema: str
    name: str
    type: str
    start: int
    increment: int
    minvalue: int
    maxvalue: int
    cache: int
    cycle: bool
    table_oid: int | None
    column: str | None
    owned: str | None

    @property
    def is_identity(self) -> bool:
        """It is a part of a column GENERATED AS IDENTITY."""
        return self.owned == "i"

    def is_serial(self, table: str, schema: str, column_type: str) -> bool:
        """Whether SERIAL would make just this sequence for its column."""
        usual = (self.start, self.increment, self.minvalue, self.cache, self.cycle) == (
            1,
            1,
            1,
            1,
            False,
        )
        return (
            usual
            and self.owned == "a"
            and self.schema == schema
            and self.type == column_type
            and self.maxvalue == LARGEST[self.type]
            and self.name == f"{table}_{self.column}_seq"
        )

    def in_metadata(self, metadata: MetaData, found: Relations) -> Sequence:
        """The sequence as SQLAlchemy's, made with the tables; options that PostgreSQL would choose are left out."""
        low, high = (1, LARGEST[self.type]) if self.increment > 0 else (-LARGEST[self.type] - 1, -1)
        first = self.minvalue if self.increment > 0 else self.maxvalue
        usual: dict[str, Any] = {"start": first, "increment": 1, "minvalue": low, "maxvalue": high}
        usual |= {"cache": 1, "cycle": False}
        options = {key: getattr(self, key) for key in usual if getattr(self, key) != usual[key]}
        if self.type != "bigint":
            options["data_type"] = TYPES[self.type]()
        return Sequence(self.name, schema=found.schema(self.schema), metadata=metadata, **options)


def read(connection: Connection) -> dict[int, ServerSequence]:
    """The sequences of all schemas by their oid."""
    rows = connection.execute(text(SEQUENCES)).mappings()
    return {row["oid"]: ServerSequence(**row) for row in rows}
