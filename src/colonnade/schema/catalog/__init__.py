"""What a database really holds, as facts read from its own catalogue."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from colonnade.schema.catalog import mysql, postgresql, sqlite
from colonnade.schema.catalog.facts import Catalog, Fact
from colonnade.schema.database.connect import connected, dialect_of

__all__ = ["Catalog", "Fact", "catalog"]

READERS = {"sqlite": sqlite.facts, "postgresql": postgresql.facts, "mysql": mysql.facts}


def catalog(database: str | Engine | Connection) -> Catalog:
    """The facts of a database by their kind.

    Each kind (`table`, `column`, `type`, `foreign key`, ...) has a set of facts that can be compared with those of another
    database of the same dialect. Nothing is written to the database.

    Args:
        database: a URL, an engine, or an open connection.

    Raises:
        ConfigurationError: the URL is not one, its database is unknown, or the driver is not installed.
        SourceError: the database cannot be reached.
    """
    with _opened(database) as connection:
        dialect = dialect_of(connection)
        return Catalog(dialect, READERS[dialect](connection))


@contextmanager
def _opened(database: str | Engine | Connection) -> Iterator[Connection]:
    if isinstance(database, Connection):
        yield database
    elif isinstance(database, Engine):
        with database.connect() as connection:
            yield connection
    else:
        with connected(database) as connection:
            yield connection
