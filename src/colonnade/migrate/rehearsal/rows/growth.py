"""As many rows of a table as are wanted, made by the database itself from one that it takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from colonnade.migrate.rehearsal.rows.expressions import capacity, expression
from colonnade.migrate.rehearsal.rows.numbers import numbers
from colonnade.migrate.rehearsal.rows.parents import Parent, keys_of, parents_of
from colonnade.migrate.rehearsal.rows.samples import Sample

CHUNK = 100_000
"""How many rows one transaction adds."""


@dataclass(frozen=True)
class Growth:
    """Makes rows of one table.

    Attributes:
        table: the table.
        sample: a row that the database takes.
        engine: of the database.
    """

    table: Table
    sample: Sample
    engine: Engine

    def grow(self, wanted: int, told: Callable[[int], None]) -> int:
        """Add rows, a chunk at a time.

        Args:
            wanted: how many; fewer where a unique key has no room for them.
            told: is told how many are there.

        Returns:
            How many there are; 0 when the database refuses what was made up.
        """
        with self.engine.connect() as connection:
            if there := _count(connection, self.table):
                return there  # a trigger has made them with those of another table
            parents = parents_of(connection, self.table, self.sample)
        wanted = min([wanted, *self._room(parents)])
        for varying in (self.sample.varying, self.sample.unique):
            try:
                self._chunks(wanted, parents, varying, told)
            except DBAPIError:
                with self.engine.begin() as connection:
                    connection.execute(self.table.delete())
                continue
            return wanted
        return 0

    def _chunks(
        self,
        wanted: int,
        parents: list[Parent],
        varying: Iterable[str],
        told: Callable[[int], None],
    ) -> None:
        for first in range(0, wanted, CHUNK):
            count = min(CHUNK, wanted - first)
            with self.engine.begin() as connection:
                _hurry(connection, needs_triggers=bool(self.sample.made))
                connection.execute(self._insert(first, count, parents, set(varying)))
            told(first + count)

    def _insert(
        self, first: int, count: int, parents: list[Parent], varying: set[str]
    ) -> sa.Insert:
        rows = numbers(count)
        n = rows.c.n + first
        values = {
            name: self._value(self.table.columns[name], n, varying) for name in self.sample.values
        }
        source: sa.FromClause = rows
        for parent in parents:
            source = source.join(parent.rows, parent.joined(n))
            for place, column in enumerate(parent.constraint.columns):
                values[column.name] = parent.rows.c[f"key_{place}"]
        chosen = sa.select(*values.values()).select_from(source)
        return self.table.insert().from_select(list(values), chosen)

    def _value(
        self, column: Column[Any], n: ColumnElement[int], varying: set[str]
    ) -> ColumnElement[Any]:
        dialect = self.engine.dialect.name
        made = expression(column, n, dialect) if column.name in varying else None
        if made is not None:
            return made
        if column.foreign_keys and column.nullable:
            return sa.null()  # no row that it could refer to: the sample's was of another database
        same = sa.bindparam(None, self.sample.values[column.name], column.type)
        return sa.cast(same, column.type) if dialect == "postgresql" else same

    def _room(self, parents: list[Parent]) -> Iterable[int]:
        """How many rows each unique key has room for."""
        if distinct := [one.count for one in parents if one.distinct]:
            yield prod(distinct)
        for names in keys_of(self.table, self.sample):
            free = [capacity(self.table.columns[name].type) for name in names & self.sample.unique]
            if free and None not in free and names <= self.sample.unique:
                yield prod(size for size in free if size is not None)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _hurry(connection: Connection, *, needs_triggers: bool) -> None:
    """Do without what costs time: the rows are gone in a minute, and refer to rows that are there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        if not needs_triggers and connection.scalar(sa.text(superuser)):
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    elif connection.dialect.name in ("mysql", "mariadb"):
        is_mariadb = getattr(connection.dialect, "is_mariadb", False)
        depth = "max_recursive_iterations" if is_mariadb else "cte_max_recursion_depth"
        connection.exec_driver_sql(
            f"SET SESSION foreign_key_checks = 0, unique_checks = 0, {depth} = {CHUNK}"
        )


def refreshed(engine: Engine, tables: Mapping[str, Table]) -> None:
    """Let the server know its rows, as it knows those of a database in use."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        quote = connection.dialect.identifier_preparer.format_table
        word = {"postgresql": "VACUUM ANALYZE", "sqlite": "ANALYZE"}.get(
            connection.dialect.name, "ANALYZE TABLE"
        )
        for table in tables.values():
            connection.exec_driver_sql(f"{word} {quote(table)}")
