"""What a change of a column has to know about it, read from the database."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import NoSuchTableError

from colonnade.errors import UsageError
from colonnade.migrate.expand.catalog import mysql, postgresql
from colonnade.migrate.expand.catalog.dependent import Dependent
from colonnade.migrate.expand.catalog.said import Said
from colonnade.migrate.expand.row_security import Protected, protected


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        table: the table, reflected.
        name: its name.
        engine: of the database; its dialect quotes and renders.
        said: what the database says of it.
        dependents: what stands on it.
        protected: the row security of its table.
    """

    table: sa.Table
    name: str
    engine: Engine = field(repr=False)
    said: Said
    dependents: tuple[Dependent, ...]
    protected: Protected

    @property
    def quoted_table(self) -> str:
        """The table's name as SQL."""
        return str(self.engine.dialect.identifier_preparer.format_table(self.table))

    @property
    def schema(self) -> str:
        """The schema of the table as SQL, with a dot; empty where the table needs none."""
        return f"{self.quote(self.table.schema)}." if self.table.schema else ""

    @property
    def dialect(self) -> str:
        """The name of the database's dialect."""
        return str(self.engine.dialect.name)

    @property
    def is_postgresql(self) -> bool:
        return self.dialect == "postgresql"

    @property
    def type(self) -> str:
        """Its type as SQL."""
        return self.said.type

    @property
    def column(self) -> sa.Column[Any]:
        return self.table.columns[self.name]

    @property
    def default(self) -> str:
        """Its default as SQL; empty when it has none."""
        return self.said.default

    @property
    def keys(self) -> list[str]:
        """The columns of the primary key, as SQL."""
        return [self.quote(str(column.name)) for column in self.table.primary_key]

    @property
    def foreign_key(self) -> Dependent | None:
        """The foreign key that it is, by itself; None when it is none."""
        keys = (one for one in self.dependents if one.kind == "foreign key")
        return next((one for one in keys if len(one.columns) == 1), None)

    def quote(self, name: str) -> str:
        """A name as SQL."""
        return str(self.engine.dialect.identifier_preparer.quote(name))


def column_of(engine: Engine, said: str) -> Column:
    """The column that a person named as `table.column`, which another one can take the place of.

    Raises:
        UsageError: there is none, it is part of a key, or this database or table has no use for phases.
    """
    column = _found(engine, said)
    if column.column.primary_key:
        raise UsageError(
            f"{said} is {'part of ' if len(column.keys) > 1 else ''}the primary key, by which rows are found and filled.",
            "Give a key that is a number a successor: colonnade migrate expand key TABLE.OLD=NEW; or let it be a BIGINT:"
            " colonnade migrate expand widen TABLE.KEY.",
        )
    return column


def key_of(engine: Engine, said: str) -> Column:
    """The primary key that a person named as `table.column`.

    Raises:
        UsageError: there is none, it is no number, or this database has no use for phases.
    """
    column = _found(engine, said)
    alone = column.keys == [column.quote(column.name)]
    if not alone or not isinstance(column.column.type, sa.Integer):
        raise UsageError(f"{said} is not a primary key that is a number.")
    return column


def referring(column: Column) -> list[Column]:
    """The columns of the same schema that refer to a primary key, also those that are part of a key themselves.

    Raises:
        UsageError: the table of one has no key, so that it cannot be filled by ranges.
    """
    schema = column.table.schema
    found = []
    for (_, table), keys in sa.inspect(column.engine).get_multi_foreign_keys(schema).items():
        for key in keys:
            refers = (key["referred_schema"], key["referred_table"]) == (schema, column.table.name)
            if refers and key["referred_columns"] == [column.name]:
                place = f"{schema}.{table}" if schema else table
                found.append(_found(column.engine, f"{place}.{key['constrained_columns'][0]}"))
    return sorted(found, key=lambda one: (one.quoted_table, one.name))


def _found(engine: Engine, said: str) -> Column:
    table_name, dot, name = said.rpartition(".")
    if not dot:
        raise UsageError(f"{said!r} is not TABLE.COLUMN.", "Write users.name.")
    if engine.dialect.name == "sqlite":
        raise UsageError(
            "SQLite has no trigger that changes the row that is being written, so a NOT NULL column of one version refuses"
            " the rows of the other.",
            "Stop the old version, migrate, and start the new one. Change the model and write one revision: colonnade"
            ' migrate create "..." --rename old=new.',
        )
    table = table_of(engine, table_name)
    if name not in table.columns:
        raise UsageError(f"Table {table_name!r} has no column {name!r}.")
    if not len(table.primary_key):
        raise UsageError(
            f"The rows of {table_name!r} are filled by ranges of its key, and it has none.",
            "Give it a key first.",
        )
    return read(engine, table, name)


def table_of(engine: Engine, said: str) -> sa.Table:
    """The table that a person named, with a schema or without.

    Raises:
        UsageError: there is none.
    """
    schema, _, short = said.rpartition(".")
    try:
        return sa.Table(short, sa.MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError:
        raise UsageError(f"There is no table {said!r}.") from None


def read(engine: Engine, table: sa.Table, name: str) -> Column:
    """A column of a table, with all that the database says of it."""
    reader = postgresql if engine.dialect.name == "postgresql" else mysql
    quoted = engine.dialect.identifier_preparer.format_table(table)
    with engine.connect() as connection:
        said = reader.column(connection, quoted, name)
        dependents = tuple(
            one for one in reader.dependents(connection, quoted) if name in one.columns
        )
        return Column(table, name, engine, said, dependents, protected(connection, quoted))


def refuse_bound(column: Column, *, is_key: bool = False) -> None:
    """Refuse a column that cannot go, because something stands on it that the phases do not carry over.

    Args:
        column: the column.
        is_key: whether it is a key, whose foreign keys get another one.

    Raises:
        UsageError: something does.
    """
    said = f"{column.table.name}.{column.name}"
    if column.column.computed is not None or (column.column.identity is not None and not is_key):
        raise UsageError(
            f"{said} is made by the database, which no version may write.",
            "Add the new column in a revision of its own, and drop this one once nobody reads it.",
        )
    reader = postgresql if column.is_postgresql else mysql
    with column.engine.connect() as connection:
        table = column.quoted_table if column.is_postgresql else column.table.name
        found = reader.in_the_way(connection, table, column.name)
    if is_key:
        found = [one for one in found if not one.startswith(("constraint", "foreign key"))]
    found += [one.said for one in column.dependents if one.kind == "exclude"]
    if found:
        raise UsageError(
            f"{said} cannot go while this stands on it: {', '.join(found)}.",
            "Drop it first, or change it so that it does not use the column; make it for the new one after the third phase.",
        )
