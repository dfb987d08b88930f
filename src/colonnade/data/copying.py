"""Insert many rows of plain values: `executemany`, and on PostgreSQL COPY where there are enough of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.util.concurrency import await_only
from sqlmodel import SQLModel

from colonnade.data import translation
from colonnade.data.isolation.copying import judged
from colonnade.data.rows import Values, table_of

BATCH = 5000
"""How many rows go at a time. From so many on, COPY is faster than `executemany`."""

Records = Iterator[tuple[Any, ...]]


def insert_rows(connection: Connection, model: type[SQLModel], rows: list[Values]) -> None:
    """Insert rows with the same columns.

    Args:
        connection: of a session, with its scope.
        model: the table's class.
        rows: validated values by the keys of the columns.
    """
    table = table_of(model)
    if len(rows) >= BATCH and connection.dialect.name == "postgresql" and _copyable(table, rows[0]):
        copy_rows(connection, table, rows)
    else:
        connection.execute(insert(table), rows)


def copy_rows(connection: Connection, table: Table, rows: list[Values]) -> None:
    """COPY rows into a table, past SQLAlchemy's statements and by the same rules."""
    rows = judged(connection, table, _with_defaults(table, rows))
    names = [table.c[key].name for key in rows[0]]
    # Column by column, which is twice as fast as row by row.
    records = zip(*(_sent(table, key, rows, connection) for key in rows[0]), strict=True)
    with translation.of_driver(table, connection.dialect):
        if connection.dialect.driver == "asyncpg":
            _asyncpg(connection, table, names, records)
        else:
            _psycopg(connection, table, names, records)


def _copyable(table: Table, row: Values) -> bool:
    """Whether Python can make every value: a default that SQL computes stands in an INSERT only."""
    return not any(
        column.default is not None
        and column.key not in row
        and not (column.default.is_scalar or column.default.is_callable)
        for column in table.columns
    )


def _with_defaults(table: Table, rows: list[Values]) -> list[Values]:
    made = [c for c in table.columns if c.default is not None and c.key not in rows[0]]
    return [{**row, **{c.key: _default(c) for c in made}} for row in rows] if made else rows


def _default(column: Any) -> Any:
    return column.default.arg(None) if column.default.is_callable else column.default.arg


def _sent(table: Table, key: str, rows: list[Values], connection: Connection) -> Iterable[Any]:
    """The values of a column as the driver takes them in any other statement."""
    dialect = connection.dialect
    process = table.c[key].type.dialect_impl(dialect).bind_processor(dialect)
    values = (row[key] for row in rows)
    return map(process, values) if process else values


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
