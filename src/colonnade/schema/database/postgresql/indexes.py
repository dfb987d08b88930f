"""Indexes whose parts need more words than reflection has: expressions, collations, operator classes of expressions."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Index, MetaData, Table, text

from colonnade.schema.database.postgresql.constraints import readable
from colonnade.schema.database.postgresql.relations import Relations
from colonnade.schema.sql import verbatim

KEYS = """
    select i.indrelid as table_oid, x.relname as index, k.n as position,
        pg_get_indexdef(i.indexrelid, k.n, false) as definition, a.attname as column,
        case when i.indcollation[k.n - 1] <> coalesce(a.attcollation, ty.typcollation, 0)
            then quote_ident(co.collname) end as collation,
        case when not oc.opcdefault then quote_ident(oc.opcname) end as operator_class,
        m.amcanorder_ and i.indoption[k.n - 1] & 1 = 1 as descending,
        m.amcanorder_ and i.indoption[k.n - 1] & 2 = 2 as nulls_first
    from pg_index i
    join pg_class x on x.oid = i.indexrelid
    join (select oid, amname, pg_indexam_has_property(oid, 'can_order') as amcanorder_ from pg_am) m on m.oid = x.relam
    cross join lateral generate_series(1, i.indnkeyatts) as k (n)
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n - 1] and a.attnum > 0
    left join pg_attribute ia on ia.attrelid = i.indexrelid and ia.attnum = k.n
    left join pg_type ty on ty.oid = ia.atttypid
    left join pg_collation co on co.oid = i.indcollation[k.n - 1]
    left join pg_opclass oc on oc.oid = i.indclass[k.n - 1]
    where i.indrelid = any (:oids)
        and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    order by i.indrelid, x.relname, k.n
"""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an index: a column or an expression, and how it is sorted and compared."""

    table_oid: int
    index: str
    position: int
    definition: str
    column: str | None
    collation: str | None
    operator_class: str | None
    descending: bool
    nulls_first: bool

    @property
    def is_plain(self) -> bool:
        """Reflection gives a column right, unless the index has a collation of its own."""
        return self.column is not None and self.collation is None

    @property
    def text(self) -> str:
        """The key as CREATE INDEX has it."""
        parts = [self.definition]
        if self.collation:
            parts.append(f"COLLATE {self.collation}")
        if self.operator_class:
            parts.append(self.operator_class)
        if self.descending:
            parts.append("DESC")
        if self.nulls_first != self.descending:
            parts.append("NULLS FIRST" if self.nulls_first else "NULLS LAST")
        return " ".join(parts)


def correct(connection: Connection, metadata: MetaData, found: Relations) -> None:
    """Make the indexes again whose keys reflection does not give in full, and the predicates in short form."""
    keys: dict[tuple[str, str], list[Key]] = {}
    for row in connection.execute(text(KEYS), {"oids": found.table_oids()}).mappings():
        keys.setdefault((found.key_of(row["table_oid"]), row["index"]), []).append(Key(**row))
    for table in metadata.tables.values():
        for index in list(table.indexes):
            _correct_one(table, index, keys[table.key, str(index.name)])


def _correct_one(table: Table, index: Index, keys: list[Key]) -> None:
    options: Any = index.dialect_options["postgresql"]
    options["include"] = [
        column if isinstance(column, str) else column.name for column in options["include"] or []
    ]
    if options["where"] is not None:
        options["where"] = verbatim(readable(str(options["where"])))
    if all(key.is_plain for key in keys):
        return
    elements = [
        expression if key.is_plain else verbatim(readable(key.text))
        for key, expression in zip(keys, index.expressions, strict=True)
    ]
    plain = {key.column for key in keys if key.is_plain}
    kept = {name: value for name, value in index.dialect_kwargs.items() if name != "postgresql_ops"}
    kept["postgresql_ops"] = {
        name: value for name, value in (options["ops"] or {}).items() if name in plain
    }
    table.indexes.discard(index)
    Index(index.name, *elements, unique=index.unique, _table=table, **kept)
