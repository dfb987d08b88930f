"""A live database as `MetaData`: SQLAlchemy's reflection, and what it misses from the database's own catalogue."""

import warnings

from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from colonnade.errors import SourceError
from colonnade.schema.database import mysql, postgresql, sqlite
from colonnade.schema.database.connect import connected, dialect_of, reason, redacted
from colonnade.schema.info import schema_info

__all__ = ["read_connection", "read_database", "redacted"]

READERS = {"sqlite": sqlite.read, "postgresql": postgresql.read, "mysql": mysql.read}


def read_database(url: str) -> MetaData:
    """All tables of a database, in all of its schemas.

    Tables of the default schema have no `schema`. What the database holds and `MetaData` cannot carry is named in
    `schema_info(metadata).omissions`. Nothing is written to the database, and a SQLite file is not created.

    Args:
        url: SQLAlchemy's URL of a SQLite, PostgreSQL, MariaDB or MySQL database; an async driver is replaced by the
            sync one of the same database.

    Raises:
        ConfigurationError: the URL is not one, its database is unknown, or the driver is not installed.
        SourceError: the database cannot be reached or read.
    """
    with connected(url) as connection:
        try:
            metadata = read_connection(connection)
        except SQLAlchemyError as error:
            raise SourceError(f"Cannot read {redacted(url)}: {reason(error, url)}") from error
    schema_info(metadata).source = redacted(url)
    return metadata


def read_connection(connection: Connection) -> MetaData:
    """All tables of the database behind an open connection."""
    metadata = MetaData()
    dialect = dialect_of(connection)
    with warnings.catch_warnings():
        # Reflection warns about what it skips; the readers fill in exactly that.
        warnings.simplefilter("ignore", SAWarning)
        READERS[dialect](connection, metadata)
    schema_info(metadata).dialect = dialect
    return metadata
