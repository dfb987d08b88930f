"""What a database holds at one moment: the facts of its catalogue, its tables, and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table

from colonnade.migrate.roundtrip.privileges import privileges
from colonnade.schema.catalog import Catalog, Fact, catalog
from colonnade.schema.database import read_connection

Facts = Mapping[str, frozenset[Fact]]


@dataclass(frozen=True)
class Rows:
    """The rows of a table, as its driver gives them.

    Attributes:
        columns: the names of its columns.
        values: the rows.
    """

    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]


@dataclass
class State:
    """What a database holds.

    Attributes:
        catalog: the facts, without Alembic's own table.
        metadata: its tables.
        rows: their rows, by `Table.key`.
    """

    catalog: Catalog
    metadata: MetaData
    rows: dict[str, Rows]

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by `Table.key`."""
        return dict(self.metadata.tables)


@dataclass
class Looks:
    """Looks at one database again and again; what has not changed is not read again.

    Attributes:
        engine: of the database.
        version_table: Alembic's own table, which is left out.
    """

    engine: Engine
    version_table: str
    _known: list[tuple[Catalog, MetaData]] = field(default_factory=list)

    def look(self, facts: Catalog | None = None) -> State:
        """The state of the database now.

        Args:
            facts: those of its catalogue, where only rows have changed.
        """
        facts = facts or self.facts()
        with self.engine.connect() as connection:
            metadata = self._metadata(facts, connection)
            rows = {key: _rows(connection, table) for key, table in metadata.tables.items()}
        return State(facts, metadata, rows)

    def facts(self) -> Catalog:
        """The facts of the database now."""
        with self.engine.connect() as connection:
            found = catalog(connection)
        with self.engine.connect() as connection:
            facts = {**found.facts, "privilege": privileges(connection)}
        return Catalog(
            found.dialect,
            {
                kind: frozenset(one for one in some if self.version_table not in one[0].split("."))
                for kind, some in facts.items()
            },
        )

    def _metadata(self, facts: Catalog, connection: Connection) -> MetaData:
        for known, metadata in self._known:
            if known == facts:
                return metadata
        metadata = read_connection(connection)
        for table in list(metadata.tables.values()):
            if table.name == self.version_table:
                metadata.remove(table)
        self._known = [*self._known[-2:], (facts, metadata)]
        return metadata


def _rows(connection: Connection, table: Table) -> Rows:
    name = connection.dialect.identifier_preparer.format_table(table)
    result = connection.exec_driver_sql(f"SELECT * FROM {name}")
    return Rows(tuple(result.keys()), [tuple(row) for row in result])
