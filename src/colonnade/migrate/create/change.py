"""The operations of a revision while they are completed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy.engine.reflection import Inspector

from colonnade.migrate.create.definitions import Definition
from colonnade.migrate.create.names import Name
from colonnade.migrate.create.renamed import sql_in_new_names
from colonnade.migrate.create.sides import Sides
from colonnade.migrate.create.wishes import Wishes
from colonnade.schema.database.connect import dialect_of


@dataclass
class Change:
    """What Alembic found, and what it is completed with.

    Attributes:
        upgrade: the operations.
        connection: to the database.
        seen: an inspector of the database, which gives new names.
        metadata: what the models say.
        wishes: what was decided.
        sides: what the database has and what the models say; None when there is no scratch database.
        before: what is done before anything gets its new name, and taken back when all have their old ones.
    """

    upgrade: ops.UpgradeOps
    connection: sa.Connection
    seen: Inspector
    metadata: list[sa.MetaData]
    wishes: Wishes
    sides: Sides | None
    before: list[MigrateOperation] = field(default_factory=list)

    @property
    def dialect(self) -> sa.Dialect:
        """The database's dialect."""
        return self.connection.dialect

    @property
    def backend(self) -> str:
        """The database: `sqlite`, `postgresql` or `mysql`, of which MariaDB is one."""
        return dialect_of(self.connection)

    def quote(self, name: str) -> str:
        """A name as SQL."""
        preparer = self.dialect.identifier_preparer
        quoted = preparer.quote(
            name
        )  # a driver that formats wants `%` twice, a statement in a revision once
        return quoted.replace("%%", "%") if preparer._double_percents else quoted

    def sql(self, table: Name) -> str:
        """A table's name as SQL."""
        return ".".join(self.quote(part) for part in (table.schema, table.table) if part)

    def first(self, *operations: MigrateOperation) -> None:
        """Do something before all else."""
        self.upgrade.ops[:0] = operations

    def last(self, *operations: MigrateOperation) -> None:
        """Do something after all else."""
        self.upgrade.ops.extend(operations)

    def of_tables(self) -> list[ops.ModifyTableOps]:
        """The changes of tables that are there."""
        return [one for one in self.upgrade.ops if isinstance(one, ops.ModifyTableOps)]

    def created(self) -> list[ops.CreateTableOp]:
        """The tables that are new."""
        return [one for one in self.upgrade.ops if isinstance(one, ops.CreateTableOp)]

    def is_copied(self, table: Name) -> bool:
        """Whether SQLite copies a table to change it, by what is known until now."""
        return any(
            not isinstance(part, ops.CreateIndexOp | ops.DropIndexOp)
            for one in self.of_tables()
            if (one.table_name, one.schema) == (table.table, table.schema)
            for part in one.ops
        )

    def dropped(self) -> list[Name]:
        """The tables that go."""
        found = [one for one in self.upgrade.ops if isinstance(one, ops.DropTableOp)]
        return [Name(one.table_name, one.schema) for one in found]

    def to(self, table: Name, *operations: MigrateOperation) -> None:
        """Change a table after all else."""
        self.last(ops.ModifyTableOps(table.table, list(operations), schema=table.schema))

    def tables(self) -> Iterator[tuple[Name, sa.Table]]:
        """The models' tables."""
        for metadata in self.metadata:
            for table in metadata.tables.values():
                yield self.name_of(table), table

    def kept(self) -> Iterator[tuple[Name, sa.Table]]:
        """The models' tables that are in the database."""
        new = {Name(one.table_name, one.schema) for one in self.created()}
        yield from ((name, table) for name, table in self.tables() if name not in new)

    def old_names(self, table: Name, column: str) -> tuple[Name, str]:
        """What a table and its column are called in the database."""
        if self.sides is None:
            return table, column
        names = self.sides.renames.columns.get(table, {})
        old = next((before for before, now in names.items() if now == column), column)
        return self.sides.renames.old(table), old

    def has_rows(self, table: Name, column: str, where: str) -> bool:
        """Whether the database has rows of which something is true.

        Args:
            table, column: by their new names.
            where: what, as SQL with the quoted new name of the column.
        """
        was, old = self.old_names(table, column)
        said = where.replace(self.quote(column), self.quote(old))
        query = f"SELECT 1 FROM {self.sql(was)} WHERE {said} LIMIT 1"
        return self.connection.exec_driver_sql(query.replace("%", "%%")).first() is not None

    def name_of(self, table: sa.Table) -> Name:
        """The name of a model's table; the default schema is None."""
        return self.named_as(table.name, table.schema)

    def named_as(self, name: str, schema: str | None) -> Name:
        """A name of the models; the default schema is None."""
        return Name(name, None if schema == self.dialect.default_schema_name else schema)

    def in_new_names(self, one: Definition) -> Definition:
        """What the database has, as if what is renamed had its new name already."""
        assert self.sides is not None
        renames = self.sides.renames
        create = tuple(sql_in_new_names(sql, renames) for sql in one.create)
        table, drop = sql_in_new_names(one.table, renames), sql_in_new_names(one.drop, renames)
        return replace(one, table=table, create=create, drop=drop)

    def fact_name(self, table: Name) -> str:
        """A table's name in facts."""
        if self.backend != "postgresql":
            return table.table
        return f"{table.schema or self.dialect.default_schema_name}.{table.table}"

    @property
    def named(self) -> int:
        """How many words of a fact about a column name it."""
        return 1 if self.backend == "postgresql" else 2

    def subject(self, table: Name, column: str) -> tuple[str, ...]:
        """The words of a fact that name a column."""
        if self.named == 1:
            return (f"{self.fact_name(table)}.{column}",)
        return (table.table, column)
