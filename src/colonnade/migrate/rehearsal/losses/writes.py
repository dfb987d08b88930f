"""Every write that was acknowledged, looked up when all is over."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

from colonnade.migrate.rehearsal.load.seen import Seen
from colonnade.migrate.rehearsal.load.workload import Key
from colonnade.migrate.rehearsal.losses.loss import Loss

_AT_ONCE = 500

Written = dict[Key, Mapping[str, Any] | None]


def lost_writes(
    connection: Connection, seen: Seen, tables: Mapping[str, Table | None]
) -> Iterator[Loss]:
    """The acknowledged writes that are gone or have other values now.

    Args:
        connection: to the database.
        seen: what the load wrote.
        tables: what each table is now, by the name that it had; None for one that is gone.
    """
    by_table: defaultdict[Table, Written] = defaultdict(dict)
    for row, values in seen.written.items():
        table = tables.get(row[0])
        # Where a table has got another key, one version has written by a key that nobody can look up.
        if row not in seen.unknown and table is not None and is_key(table, row[1]):
            by_table[table][row[1]] = values
    for table, written in by_table.items():
        yield from _of_table(connection, table, written)


def _of_table(connection: Connection, table: Table, written: Written) -> Iterator[Loss]:
    there = _read(connection, table, list(written))
    gone = sum((values is None) == (key in there) for key, values in written.items())
    if gone:
        yield Loss("write", table.key, gone)
    unlike = Counter(
        name
        for key, values in written.items()
        if values is not None and key in there
        for name, value in values.items()
        if name in there[key] and not _is_same(value, there[key][name])
    )
    for name, count in unlike.items():
        yield Loss("unlike", f"{table.key}.{name}", count)


def _read(connection: Connection, table: Table, keys: list[Key]) -> dict[Key, Mapping[str, Any]]:
    primary: list[Column[Any]] = list(table.primary_key.columns)
    found: dict[Key, Mapping[str, Any]] = {}
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        one = primary[0].in_([key[0] for key in some])
        chosen = one if len(primary) == 1 else sa.tuple_(*primary).in_(some)
        for row in connection.execute(sa.select(table).where(chosen)).mappings():
            found[tuple(row[column] for column in primary)] = {
                column.name: row[column] for column in table.columns
            }
    return found


def is_key(table: Table, key: Key) -> bool:
    """Whether the key of a row is one of a table, as far as its types tell."""
    columns = list(table.primary_key.columns)
    if len(columns) != len(key):
        return False
    try:
        return all(
            isinstance(part, column.type.python_type)
            for part, column in zip(key, columns, strict=True)
        )
    except NotImplementedError:
        return False


def _is_same(wanted: Any, found: Any) -> bool:
    """Whether a value is there as it was written, maybe in another type, or padded."""
    return wanted == found or str(wanted).rstrip() == str(found).rstrip()
