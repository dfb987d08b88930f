"""Insert many rows of plain values: `executemany`, and on PostgreSQL COPY where there are enough of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.util.concurrency import await_only
from sqlmodel import SQLModel, UTCDateTime

from colonnade.data import translation
from colonnade.data.compiled.bracket import is_watched
from colonnade.data.compiled.prepared_write import default_of
from colonnade.data.crud.changes import Data
from colonnade.data.crud.rows import Values, table_of
from colonnade.data.encryption.sealing import sealed_rows
from colonnade.data.isolation.copying import judged
from colonnade.data.isolation.row_security import transport

BATCH = 5000
"""How many rows go at a time. From so many on, COPY is faster than `executemany`."""

Records = Iterator[tuple[Any, ...]]
Insert = Callable[[Connection, Table, Sequence[str], Records], None]


def in_batches(rows: Iterable[Data]) -> Iterator[list[Data]]:
    """The rows, so many at a time; a generator is consumed batch by batch."""
    given = iter(rows)
    while batch := [*islice(given, BATCH)]:
        yield batch


def insert_rows(connection: Connection, model: type[SQLModel], rows: list[Values]) -> None:
    """Insert rows with the same columns.

    Many at a time go past SQLAlchemy, which looks at each value of each row, and by the same rules.

    Args:
        connection: of a session, with its scope.
        model: the table's class.
        rows: validated values by the keys of the columns.
    """
    table = table_of(model)
    insert_all = _past_sqlalchemy(connection)
    if len(rows) < BATCH or insert_all is None or not _are_made_here(table, rows[0]):
        connection.execute(insert(table), rows)
        return
    rows = judged(connection, table, _with_defaults(table, rows))
    rows = sealed_rows(connection.dialect, table, rows)
    names = [table.c[key].name for key in rows[0]]
    # Column by column, which is twice as fast as row by row.
    records = zip(*(_sent(table, key, rows, connection) for key in rows[0]), strict=True)
    with translation.of_driver(table, connection.dialect):
        insert_all(connection, table, names, records)


def _past_sqlalchemy(connection: Connection) -> Insert | None:
    """What inserts many rows with this driver; None where SQLAlchemy does it.

    PostgreSQL refuses COPY where row security is on. Whoever listens to statements hears of each `executemany`.
    """
    dialect = connection.dialect
    if dialect.name == "postgresql":
        if connection.engine.get_execution_options().get(transport.INSTALLED):
            return None
        return _asyncpg if dialect.driver == "asyncpg" else _psycopg
    return None if is_watched(connection.engine, connection) else _executemany


def _are_made_here(table: Table, row: Values) -> bool:
    """Whether Python can make every value; what SQL computes stands in SQLAlchemy's INSERT only."""
    return not any(
        column.type._has_bind_expression
        if column.key in row
        else column.default is not None and default_of(column.default) is None
        for column in table.columns
    )


def _with_defaults(table: Table, rows: list[Values]) -> list[Values]:
    found = ((c.key, default_of(c.default)) for c in table.columns if c.key not in rows[0])
    made = [(key, default) for key, default in found if default is not None]
    return [{**row, **{key: make(None) for key, make in made}} for row in rows] if made else rows


def _sent(table: Table, key: str, rows: list[Values], connection: Connection) -> Iterable[Any]:
    """The values of a column as the driver takes them in any other statement."""
    dialect, type_ = connection.dialect, table.c[key].type
    process = type_.dialect_impl(dialect).bind_processor(dialect)
    values = map(itemgetter(key), rows)
    if process is None:
        return values
    if type(type_) is UTCDateTime:
        return _moments(values, process, as_text=dialect.driver == "psycopg")
    return map(process, values)


def _moments(
    values: Iterable[datetime | None], process: Callable[[Any], Any], *, as_text: bool
) -> Iterator[Any]:
    """Moments, each made ready once for all rows in a row that have it; most of a batch are made at one moment.

    Psycopg, which would make text of each, gets text.
    """
    last = made = None
    for value in values:
        if value is not last:
            last, made = value, process(value)
            made = str(made) if as_text and made is not None else made
        yield made


def _executemany(
    connection: Connection, table: Table, names: Sequence[str], records: Records
) -> None:
    prepare = connection.dialect.identifier_preparer
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    columns, marks = ", ".join(map(prepare.quote, names)), ", ".join(mark for _ in names)
    command = f"INSERT INTO {prepare.format_table(table)} ({columns}) VALUES ({marks})"
    with closing(connection.connection.cursor()) as cursor:
        cursor.executemany(command, [*records])


def _psycopg(connection: Connection, table: Table, names: Sequence[str], records: Records) -> None:
    prepare = connection.dialect.identifier_preparer
    columns = ", ".join(map(prepare.quote, names))
    command = f"COPY {prepare.format_table(table)} ({columns}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    if connection.dialect.is_async:
        await_only(_psycopg_async(driver, command, records))
        return
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for record in records:
            copy.write_row(record)


async def _psycopg_async(driver: Any, command: str, records: Records) -> None:
    async with driver.cursor() as cursor, cursor.copy(command) as copy:
        for record in records:
            await copy.write_row(record)


def _asyncpg(connection: Connection, table: Table, names: Sequence[str], records: Records) -> None:
    # SQLAlchemy's adapter begins the transaction with the first statement that it is given.
    connection.execute(select(1))
    driver: Any = connection.connection.driver_connection
    await_only(
        driver.copy_records_to_table(
            table.name, schema_name=table.schema, columns=names, records=records
        )
    )
