"""The operations of a revision while they are completed."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.operations import ops
from alembic.operations.ops import MigrateOperation
from sqlalchemy.engine.reflection import Inspector

from colonnade.migrate.create.names import Name
from colonnade.migrate.create.sides import Sides
from colonnade.migrate.create.wishes import Wishes


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
    """

    upgrade: ops.UpgradeOps
    connection: sa.Connection
    seen: Inspector
    metadata: list[sa.MetaData]
    wishes: Wishes
    sides: Sides | None

    @property
    def dialect(self) -> sa.Dialect:
        """The database's dialect."""
        return self.connection.dialect

    def quote(self, name: str) -> str:
        """A name as SQL."""
        return self.dialect.identifier_preparer.quote(name)

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

    def name_of(self, table: sa.Table) -> Name:
        """The name of a model's table; the default schema is None."""
        same = table.schema == self.dialect.default_schema_name
        return Name(table.name, None if same else table.schema)

    def fact_name(self, table: Name) -> str:
        """A table's name in facts."""
        if self.dialect.name != "postgresql":
            return table.table
        return f"{table.schema or self.dialect.default_schema_name}.{table.table}"

    @property
    def named(self) -> int:
        """How many words of a fact about a column name it."""
        return 1 if self.dialect.name == "postgresql" else 2

    def subject(self, table: Name, column: str) -> tuple[str, ...]:
        """The words of a fact that name a column."""
        if self.named == 1:
            return (f"{self.fact_name(table)}.{column}",)
        return (table.table, column)
