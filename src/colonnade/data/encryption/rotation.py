"""Encrypting every value again under the newest key.

The rule here: a value is replaced only where it still is what was read, so that no write in the meantime is lost; and
what is left to do is read from the rows themselves, so that an interrupted rotation goes on where it was.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from colonnade.data.encryption import tokens
from colonnade.data.encryption.column import EncryptedType, keys_of
from colonnade.data.encryption.sealing import encrypted_in
from colonnade.data.encryption.tokens import Sealed, row_key
from colonnade.data.queries.page import refuse_limit
from colonnade.data.sessions import retry
from colonnade.errors import LockTimeout

BATCH = 1000
"""How many rows a transaction changes."""

ATTEMPTS = 6
"""How often a batch is tried."""


@dataclass(frozen=True)
class Rotated:
    """How far the rotation of one table is.

    Attributes:
        table: the table's name.
        done: the rows of which the values are under the newest key now.
        total: the rows that had others when it began.
    """

    table: str
    done: int
    total: int


def rotate(engine: Engine, metadata: MetaData, *, batch: int = BATCH) -> Iterator[Rotated]:
    """Encrypt the values of all encrypted columns again under the newest key, a batch for each step.

    Each batch reads some rows in the order of their keys and changes them in a transaction of its own, by
    `UPDATE ... WHERE id = :id AND ssn = :before`: others read and write meanwhile, and a value that somebody changes in
    between stays theirs. Rows whose values are under the newest key are passed by, so what was interrupted goes on.
    `updated_at` stays as it is.

    Args:
        engine: a `Database`'s own, which sees all rows.
        metadata: the tables.
        batch: how many rows a transaction changes.

    Raises:
        DataError: a value was not encrypted for its row; it stays as it is.
        ConfigurationError: a key is missing.
        InvalidQuery: a batch has no rows.
    """
    refuse_limit(batch, "batch")
    for table in metadata.sorted_tables:
        if encrypted_in(table):
            yield from _table(engine, table, batch)


def _table(engine: Engine, table: Table, batch: int) -> Iterator[Rotated]:
    newest = keys_of(engine.dialect).newest
    total, done = _left(engine, table, newest), 0
    yield Rotated(table.fullname, done, total)
    # Once more from the start where somebody who does not know the newest key went on writing.
    while _left(engine, table, newest):
        after: Sequence[Any] | None = None
        while rows := _rows(engine, table, newest, after, batch):
            _replace(engine, table, rows)
            done += len(rows)
            after = rows[-1][: len(table.primary_key)]
            yield Rotated(table.fullname, done, max(total, done))


def _left(engine: Engine, table: Table, newest: str) -> int:
    with engine.connect() as connection:
        counting = select(func.count()).select_from(table).where(_is_old(table, newest))
        return connection.execute(counting).scalar_one()


def _is_old(table: Table, newest: str) -> ColumnElement[bool]:
    pattern = tokens.is_under(newest)
    return or_(*(_stored(column).not_like(pattern) for column in encrypted_in(table)))


def _stored(column: Column[Any]) -> ColumnElement[str]:
    """The column as it is stored."""
    return type_coerce(column, Text())


def _rows(
    engine: Engine, table: Table, newest: str, after: Sequence[Any] | None, batch: int
) -> list[Any]:
    """The next rows with a value under another key: their keys, and their values as they are stored."""
    keys = list(table.primary_key)
    stored = map(_stored, encrypted_in(table))
    reading = select(*keys, *stored).where(_is_old(table, newest)).order_by(*keys).limit(batch)
    if after is not None:
        values = tuple(bindparam(None, v, type_=k.type) for k, v in zip(keys, after, strict=True))
        reading = reading.where(tuple_(*keys) > tuple_(*values))
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(reading)]


def _replace(engine: Engine, table: Table, rows: Sequence[Any]) -> None:
    """Change the rows; again, when others who write the same ones made the database take it back."""
    for pause in retry.pauses(ATTEMPTS):
        try:
            return _replace_once(engine, table, rows)
        except (*retry.WORTH_A_RETRY, LockTimeout):
            time.sleep(pause)
    return _replace_once(engine, table, rows)


def _replace_once(engine: Engine, table: Table, rows: Sequence[Any]) -> None:
    with engine.begin() as connection:
        for place, column in enumerate(encrypted_in(table), len(table.primary_key)):
            some = [row for row in rows if row[place] is not None]
            if some:
                _replace_in(connection, table, column, [(row, row[place]) for row in some])


def _replace_in(
    connection: Connection, table: Table, column: Column[Any], rows: Sequence[tuple[Any, str]]
) -> None:
    keys = list(table.primary_key)
    same = [key == bindparam(f"key_{i}", type_=key.type) for i, key in enumerate(keys)]
    still = _stored(column) == bindparam("before", type_=Text())
    kept = {c: c for c in table.columns if c.onupdate is not None}
    changing = update(table).where(and_(*same, still))
    changing = changing.values({**kept, column: bindparam("after", type_=column.type)})
    connection.execute(changing, [_parameters(connection, column, *row) for row in rows])


def _parameters(
    connection: Connection, column: Column[Any], row: Sequence[Any], before: str
) -> dict[str, Any]:
    keys = list(column.table.primary_key)
    values = row[: len(keys)]
    named = {f"key_{i}": value for i, value in enumerate(values)}
    after = again(connection.dialect, column, row_key(keys, values), before)
    return {**named, "before": before, "after": after}


def again(dialect: Any, column: Column[Any], row: str, token: str) -> Sealed:
    """A value, sealed again under the newest key."""
    kind: Any = column.type
    assert isinstance(kind, EncryptedType)
    keys = keys_of(dialect)
    value = tokens.opened(keys, kind.place, row, token)
    return tokens.seal(keys, kind.place, row, value, token.split(":")[1])
