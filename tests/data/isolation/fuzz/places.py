"""Where the two worlds of an example are: in memory, or in databases of a server that one example after another uses."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from tests.data.isolation.fuzz.graphs import Graph


@dataclass
class World:
    """A database with the shared rows and those of some owners.

    Attributes:
        graph: the models.
        owners: whose rows are in it.
        engine: the application's engine on it.
    """

    graph: Graph
    owners: tuple[int, ...]
    engine: Engine
    _copy: Any = field(default=None, init=False)

    def fill(self) -> None:
        """Put the rows in."""
        with self.engine.begin() as connection:
            self._insert(connection)
        if self.engine.dialect.name == "sqlite":
            self._copy = sqlite3.connect(":memory:")
            self._raw().backup(self._copy)

    def reset(self) -> None:
        """Put the first rows in place of those that are there."""
        if self._copy is not None:
            self._copy.backup(self._raw())
            return
        with self.engine.begin() as connection:
            for table in reversed(self.graph.metadata.sorted_tables):
                for key in table.foreign_keys:
                    if key.column.table is table:
                        connection.execute(table.update().values({key.parent: None}))
                connection.execute(table.delete())
            self._insert(connection)

    def contents(self) -> list[tuple[Any, ...]]:
        """All rows, as the driver gives them."""
        with self.engine.connect() as connection:
            return [
                (table.name, *row)
                for table in self.graph.metadata.sorted_tables
                for row in sorted(
                    connection.exec_driver_sql(f"SELECT * FROM {table.name}"), key=repr
                )
            ]

    def _insert(self, connection: Connection) -> None:
        for table in self.graph.metadata.sorted_tables:
            found = self.graph.rows[table.name]
            if rows := [row for owner, row in found if owner in (*self.owners, None)]:
                connection.execute(table.insert(), rows)

    def _raw(self) -> Any:
        with self.engine.connect() as connection:
            return connection.connection.driver_connection


class Memory:
    """A new database for each world."""

    @contextmanager
    def world(self, graph: Graph, *owners: int) -> Iterator[World]:
        engine = create_engine("sqlite://", poolclass=StaticPool, enable_from_linting=False)
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys = ON"))
        with _filled(World(graph, owners, engine)) as world:
            yield world
        engine.dispose()


class Server:
    """Databases of a server, one for each set of owners.

    Args:
        engines: empty databases.
    """

    def __init__(self, *engines: Engine) -> None:
        self._engines = list(engines)
        self._taken: dict[tuple[int, ...], Engine] = {}

    @contextmanager
    def world(self, graph: Graph, *owners: int) -> Iterator[World]:
        if owners not in self._taken:
            self._taken[owners] = self._engines.pop()
        with _filled(World(graph, owners, self._taken[owners])) as world:
            try:
                yield world
            finally:
                graph.metadata.drop_all(world.engine, checkfirst=False)


Place = Memory | Server


@contextmanager
def _filled(world: World) -> Iterator[World]:
    world.graph.metadata.create_all(world.engine, checkfirst=False)
    world.fill()
    yield world
