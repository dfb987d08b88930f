"""A scratch copy of a database, with its own rows or with as many made-up ones as are asked for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from colonnade.errors import SourceError
from colonnade.profile.advice.rows import fill
from colonnade.schema.database import read_database, redacted
from colonnade.schema.database.connect import connected, reason
from colonnade.schema.database.scratch import Scratch, scratch


@contextmanager
def copied(url: str, rows: int | None) -> Iterator[tuple[Engine, MetaData]]:
    """A copy on the same server, or of the same file, which is dropped at the end; the database is only read.

    Args:
        url: the database.
        rows: how many rows each table is to have; its own rows without it.

    Raises:
        ConfigurationError: the URL is wrong.
        SourceError: the database cannot be read, or no copy can be made.
    """
    metadata = read_database(url)
    with scratch(url) as made:
        try:
            if make_url(url).get_backend_name() == "sqlite" and rows is None:
                _back_up(url, made)
            else:
                metadata.create_all(made.engine)
                _fill(url, made, metadata, rows)
        except SQLAlchemyError as error:
            raise SourceError(
                f"Cannot copy {redacted(url)}: {reason(error, url)}",
                "Indexes are tried in a copy. Say --rows to fill it with made-up rows.",
            ) from error
        yield made.engine, metadata


def _back_up(url: str, made: Scratch) -> None:
    source = Path(str(make_url(url).database)).resolve().as_uri() + "?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as old,
        closing(sqlite3.connect(str(made.url.database))) as new,
    ):
        old.backup(new)


def _fill(url: str, made: Scratch, metadata: MetaData, rows: int | None) -> None:
    with made.engine.begin() as target:
        if rows is not None:
            fill(target, metadata, rows)
        elif target.dialect.name == "postgresql":
            _without_checks(target)
            with connected(url) as source:
                for table in metadata.sorted_tables:
                    _stream(source, target, table)
        else:
            target.exec_driver_sql("SET SESSION foreign_key_checks = 0")
            for table in metadata.sorted_tables:
                _select(target, table, str(make_url(url).database))


def _stream(source: Connection, target: Connection, table: Table) -> None:
    """PostgreSQL's own way between two databases."""
    names, columns = _names(source, table)
    read: Any = source.connection.cursor()
    write: Any = target.connection.cursor()
    with (
        read.copy(f"COPY (SELECT {columns} FROM {names}) TO STDOUT (FORMAT binary)") as rows,
        write.copy(f"COPY {names} ({columns}) FROM STDIN (FORMAT binary)") as into,
    ):
        for block in rows:
            into.write(block)


def _without_checks(target: Connection) -> None:
    """Let PostgreSQL believe that the rows fit together, as they do; only a superuser may."""
    with suppress(DBAPIError), target.begin_nested():
        target.exec_driver_sql("SET LOCAL session_replication_role = replica")


def _select(target: Connection, table: Table, database: str) -> None:
    """MariaDB reads another database of its server."""
    names, columns = _names(target, table)
    home = target.dialect.identifier_preparer.quote(database)
    target.exec_driver_sql(f"INSERT INTO {names} ({columns}) SELECT {columns} FROM {home}.{names}")


def _names(connection: Connection, table: Table) -> tuple[str, str]:
    preparer = connection.dialect.identifier_preparer
    columns = [preparer.format_column(one) for one in table.columns if one.computed is None]
    return preparer.format_table(table), ", ".join(columns)
