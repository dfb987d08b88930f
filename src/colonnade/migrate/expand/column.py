"""What a change of a column has to know about it, read from the database."""

import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import NoSuchTableError

from colonnade.errors import UsageError


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        table: the table, reflected.
        name: its name.
        engine: of the database; its dialect quotes and renders.
        indexes: the indexes that hold it, as (name, columns, unique).
        foreign_key: what it refers to, as (constraint, table, column, ON DELETE); None when it is none.
    """

    table: sa.Table
    name: str
    engine: Engine = field(repr=False)
    indexes: list[tuple[str, list[str], bool]] = field(default_factory=list)
    foreign_key: tuple[str, str, str, str] | None = None

    @property
    def quoted_table(self) -> str:
        """The table's name as SQL."""
        return str(self.engine.dialect.identifier_preparer.format_table(self.table))

    @property
    def type(self) -> str:
        """Its type as SQL."""
        return str(self.column.type.compile(self.engine.dialect))

    @property
    def column(self) -> sa.Column[Any]:
        return self.table.columns[self.name]

    @property
    def default(self) -> str:
        """Its default as SQL; empty when it has none."""
        default = getattr(self.column.server_default, "arg", None)
        return "" if default is None else str(default)

    @property
    def key(self) -> str:
        """The one column of the primary key."""
        return str(next(iter(self.table.primary_key)).name)

    def quote(self, name: str) -> str:
        """A name as SQL."""
        return str(self.engine.dialect.identifier_preparer.quote(name))


def refuse_checked(column: Column) -> None:
    """Refuse a column that goes with its check: the new one would take any value.

    Raises:
        UsageError: a check names it.
    """
    word = re.compile(rf"(?<!\w){re.escape(column.name)}(?!\w)")
    for one in column.table.constraints:
        if isinstance(one, sa.CheckConstraint) and word.search(str(one.sqltext)):
            raise UsageError(
                f"{column.table.name}.{column.name} has a check, {one.name}, which would go with it.",
                "Drop it first, and make it for what is new in the third phase by hand.",
            )


def column_of(engine: Engine, said: str) -> Column:
    """The column that a person named as `table.column`.

    Raises:
        UsageError: there is none, it is the key, or this database or table has no use for phases.
    """
    column = _found(engine, said)
    if column.name == column.key:
        raise UsageError(
            f"{said} is the primary key, to which other tables refer.",
            "Give it a successor: colonnade migrate expand key TABLE.OLD=NEW; or let it be a BIGINT: colonnade migrate"
            " expand widen TABLE.KEY.",
        )
    return column


def key_of(engine: Engine, said: str) -> Column:
    """The primary key that a person named as `table.column`.

    Raises:
        UsageError: there is none, it is no number, or this database has no use for phases.
    """
    column = _found(engine, said)
    if column.name != column.key or not isinstance(column.column.type, sa.Integer):
        raise UsageError(f"{said} is not a primary key that is a number.")
    return column


def referring(column: Column) -> list[Column]:
    """The columns of the same schema that refer to a primary key.

    Raises:
        UsageError: one is part of a key, so that its table cannot be filled by ranges.
    """
    schema = column.table.schema
    found = []
    for (_, table), keys in sa.inspect(column.engine).get_multi_foreign_keys(schema).items():
        for key in keys:
            refers = (key["referred_schema"], key["referred_table"]) == (schema, column.table.name)
            if refers and key["referred_columns"] == [column.name]:
                place = f"{schema}.{table}" if schema else table
                found.append(column_of(column.engine, f"{place}.{key['constrained_columns'][0]}"))
    return found


def _found(engine: Engine, said: str) -> Column:
    table_name, dot, name = said.rpartition(".")
    if not dot:
        raise UsageError(f"{said!r} is not TABLE.COLUMN.", "Write users.name.")
    if engine.dialect.name == "sqlite":
        raise UsageError(
            "SQLite has one writer at a time, so there is nothing to gain from phases.",
            'Change the model and write one revision: colonnade migrate create "..." --rename old=new.',
        )
    schema, _, short = table_name.rpartition(".")
    try:
        table = sa.Table(short, sa.MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError:
        raise UsageError(f"There is no table {table_name!r}.") from None
    if name not in table.columns:
        raise UsageError(f"Table {table_name!r} has no column {name!r}.")
    if len(table.primary_key) != 1:
        raise UsageError(
            f"The rows of {table_name!r} are filled by ranges of a key of one column, and it has"
            f" {len(table.primary_key)}.",
            "Write the phases by hand, with colonnade migrate backfill for the rows.",
        )
    return Column(table, name, engine, _indexes(table, name), _foreign_key(table, name))


def _indexes(table: sa.Table, name: str) -> list[tuple[str, list[str], bool]]:
    found = []
    for index in table.indexes:
        columns = [column.name for column in index.columns]
        if name in columns:
            if len(columns) != len(index.expressions):
                raise UsageError(
                    f"Index {index.name!r} has an expression, and cannot be made for the new column.",
                    "Drop it first, and make it again in the third phase.",
                )
            found.append((str(index.name), columns, bool(index.unique)))
    for constraint in table.constraints:
        columns = [column.name for column in getattr(constraint, "columns", ())]
        if isinstance(constraint, sa.UniqueConstraint) and name in columns:
            found.append((str(constraint.name), columns, True))
    return sorted({one[0]: one for one in found}.values())


def _foreign_key(table: sa.Table, name: str) -> tuple[str, str, str, str] | None:
    for constraint in table.foreign_key_constraints:
        if name in constraint.column_keys:
            if len(constraint.elements) > 1:
                raise UsageError(
                    f"{table.name}.{name} is part of a foreign key of several columns."
                )
            target = constraint.elements[0].column
            where = target.table.fullname
            return (str(constraint.name), where, target.name, constraint.ondelete or "")
    return None
