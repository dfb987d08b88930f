"""Rows that nobody touches, summed up: two sums that are equal are of the same rows, whatever their order."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection, Table
from sqlalchemy.exc import DBAPIError

from colonnade.migrate.rehearsal.load.workload import Key

Sum = tuple[int, int]
"""How many values there are, and the sum of their hashes."""


@dataclass(frozen=True)
class Sums:
    """A table, summed up.

    Attributes:
        rows: how many rows it has.
        columns: the sum of each column; None for one whose values cannot be read as they were.
    """

    rows: int
    columns: Mapping[str, Sum | None]


def sums_of(
    connection: Connection,
    table: Table,
    without: Iterable[Key],
    before: Table | None = None,
) -> Sums:
    """Sum up a table.

    Args:
        connection: to its database; rolled back at the end.
        table: as it is now.
        without: the keys of rows that do not count.
        before: as it was: a column of another type is read as the type that it had. The columns of its primary key are
            still there.
    """
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.create_function("crc32", 1, _crc32, deterministic=True)
    others = _others(connection, table, before if before is not None else table, without)
    changed = [one for one in table.columns if _is_other(one, before)]
    same = [one for one in table.columns if one not in changed]
    total = connection.scalar(sa.select(sa.func.count()).select_from(table).where(others)) or 0
    found: dict[str, Sum | None] = {}
    if same:
        query = sa.select(*[part for one in same for part in _sum(connection, one, one)])
        row = connection.execute(query.select_from(table).where(others)).one()
        found = {one.name: (row[2 * i], int(row[2 * i + 1] or 0)) for i, one in enumerate(same)}
    for column in changed:
        found[column.name] = _as_it_was(connection, column, before, others)
    connection.rollback()
    return Sums(total, found)


def _as_it_was(
    connection: Connection, column: Column[Any], before: Table | None, others: ColumnElement[bool]
) -> Sum | None:
    assert before is not None
    query = sa.select(*_sum(connection, column, before.columns[column.name])).where(others)
    try:
        with connection.begin_nested():
            row = connection.execute(query).one()
    except DBAPIError:
        return None
    return row[0], int(row[1] or 0)


def _sum(connection: Connection, column: Column[Any], like: Column[Any]) -> list[Any]:
    """The count and the sum of a column, as the type of another one."""
    if connection.dialect.name == "postgresql":
        value: Any = column if column is like else sa.cast(column, like.type)
        hashed = sa.func.hashtext(sa.cast(value, sa.Text), type_=sa.Integer)
    else:
        hashed = sa.func.crc32(sa.type_coerce(column, sa.String), type_=sa.Integer)
    return [sa.func.count(column), sa.func.sum(hashed)]


def _is_other(column: Column[Any], before: Table | None) -> bool:
    """Whether a column had another type."""
    if before is None or column.name not in before.columns:
        return False
    return repr(before.columns[column.name].type) != repr(column.type)


def _others(
    connection: Connection, table: Table, before: Table, without: Iterable[Key]
) -> ColumnElement[bool]:
    """Says that a row is none of those that do not count, which go into a temporary table; by the key that they had."""
    keys = [table.columns[column.name] for column in before.primary_key.columns]
    rows = [{f"key_{i}": part for i, part in enumerate(key)} for key in without]
    if not keys or not rows:
        return sa.true()
    columns = [
        sa.Column(f"key_{i}", key.type, primary_key=True, autoincrement=False)
        for i, key in enumerate(keys)
    ]
    touched = sa.Table("colonnade_touched", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    # Not `drop`: on MariaDB that would commit, and without the word a table of the project's own could be meant.
    connection.exec_driver_sql(
        "DROP TABLE IF EXISTS colonnade_touched"
        if connection.dialect.name in ("sqlite", "postgresql")
        else "DROP TEMPORARY TABLE IF EXISTS colonnade_touched"
    )
    touched.create(connection)
    connection.execute(touched.insert(), rows)
    pairs = zip(columns, keys, strict=True)
    return ~sa.exists().where(*[mine == theirs for mine, theirs in pairs]).correlate(table)


def _crc32(value: object) -> int | None:
    if value is None:
        return None
    return zlib.crc32(value if isinstance(value, bytes) else str(value).encode())
