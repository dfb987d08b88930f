"""Databases that exist only while a script is read."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, StaticPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from colonnade.errors import SourceError
from colonnade.schema.database.connect import connected, engine, reason, redacted, sync_url

CREATE = {
    "postgresql": 'create database "{name}" template template0',
    "mysql": "create database `{name}`",
}
DROP = {
    "postgresql": 'drop database if exists "{name}" with (force)',
    "mysql": "drop database if exists `{name}`",
}


@contextmanager
def in_memory() -> Iterator[Connection]:
    """An empty SQLite database in memory."""
    database = create_engine("sqlite://", poolclass=StaticPool)
    with database.connect() as connection:
        yield connection
    database.dispose()


@contextmanager
def on_server(url: str) -> Iterator[URL]:
    """An empty database on the server of a URL, dropped at the end whatever happens.

    Raises:
        SourceError: the server cannot be reached, or this user may not create databases on it.
    """
    server = sync_url(url)
    name = f"colonnade_scratch_{secrets.token_hex(6)}"
    _run(server, CREATE[server.get_backend_name()].format(name=name))
    try:
        yield server.set(database=name)
    finally:
        _run(server, DROP[server.get_backend_name()].format(name=name))


@contextmanager
def open_scratch(url: URL) -> Iterator[Connection]:
    """A connection to a scratch database."""
    database = engine(url)
    try:
        with database.connect() as connection:
            yield connection
    finally:
        database.dispose()


def _run(server: URL, statement: str) -> None:
    with connected(server.render_as_string(hide_password=False)) as connection:
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
        except SQLAlchemyError as error:
            raise SourceError(
                f"Cannot make a scratch database on {redacted(server)}: {reason(error, server)}",
                "Name a server on which this user may create databases.",
            ) from error
