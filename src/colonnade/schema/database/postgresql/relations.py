"""Which tables a PostgreSQL database holds, and how they are named in `MetaData`."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, text

USER_SCHEMA = (
    "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"
    " and n.nspname !~ '^pg_(temp|toast_temp)_'"
)
"""Whether a schema `n` is a user's."""


def not_of_extension(oid: str) -> str:
    """Whether an object was made by a person, and not by CREATE EXTENSION."""
    return f"not exists (select 1 from pg_depend e where e.objid = {oid} and e.deptype = 'e')"


RELATIONS = f"""
    select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, c.relispartition as partition,
        c.relpersistence as persistence, c.relrowsecurity as secured, t.spcname as tablespace,
        exists (select 1 from pg_inherits i where i.inhrelid = c.oid) as inherits
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_tablespace t on t.oid = c.reltablespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and {USER_SCHEMA} and {not_of_extension("c.oid")}
    order by n.nspname, c.relname
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A row of pg_class: a table, partition, view or foreign table."""

    oid: int
    schema: str
    name: str
    kind: str
    partition: bool
    persistence: str
    secured: bool
    tablespace: str | None
    inherits: bool

    @property
    def is_table(self) -> bool:
        """A table of its own; a partition is only a part of its parent."""
        return self.kind in "rp" and not self.partition


@dataclass
class Relations:
    """The relations of a database by their oid."""

    default: str
    by_oid: dict[int, Relation] = field(default_factory=dict)

    def schema(self, name: str) -> str | None:
        """The `schema` under which `MetaData` knows a schema: None for the default one."""
        return None if name == self.default else name

    def key(self, schema: str, name: str) -> str:
        """A name as `Table.key` has it."""
        return name if schema == self.default else f"{schema}.{name}"

    def key_of(self, oid: int) -> str:
        """The `Table.key` of a relation."""
        relation = self.by_oid[oid]
        return self.key(relation.schema, relation.name)

    def table_oids(self) -> list[int]:
        """The oids of the tables that go into `MetaData`."""
        return [oid for oid, relation in self.by_oid.items() if relation.is_table]

    def tables_by_schema(self) -> dict[str | None, list[str]]:
        """The names of these tables for each schema."""
        names: dict[str | None, list[str]] = {}
        for oid in self.table_oids():
            relation = self.by_oid[oid]
            names.setdefault(self.schema(relation.schema), []).append(relation.name)
        return names


def read(connection: Connection, default: str) -> Relations:
    """The relations of all schemas that are a user's."""
    rows = connection.execute(text(RELATIONS)).mappings()
    return Relations(default, {row["oid"]: Relation(**row) for row in rows})
