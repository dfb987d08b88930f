"""What each server tells about a migration that runs: locks, files, disk."""

from sqlalchemy import Engine

from colonnade.migrate.rehearsal.server.mysql import MySQL
from colonnade.migrate.rehearsal.server.postgresql import PostgreSQL
from colonnade.migrate.rehearsal.server.server import Server
from colonnade.migrate.rehearsal.server.sqlite import SQLite

__all__ = ["Server", "server_of"]


def server_of(engine: Engine) -> Server:
    """What tells about the database of an engine."""
    kinds = {"postgresql": PostgreSQL, "sqlite": SQLite}
    return kinds.get(engine.dialect.name, MySQL)()
