"""A database to migrate up and down, beside the one that a URL names, which is never touched."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine
from sqlalchemy.exc import DBAPIError

from colonnade.errors import ConfigurationError
from colonnade.migrate.urls import sync_url

_NOT_PERMITTED = frozenset({"42501", 1044, 1142, 1227})


@dataclass
class Scratch:
    """An empty database of its own.

    Attributes:
        url: where it is, with the driver that the project uses.
        engine: reads it and fills it.
        home: the database beside it; None on SQLite.
    """

    url: URL
    engine: Engine
    home: URL | None = None

    def make(self) -> None:
        """Make the database.

        Raises:
            ConfigurationError: the server cannot be reached, or refuses.
        """
        if self.home is not None:
            _execute(self.home, f"CREATE DATABASE {self._name()}")

    def reset(self) -> None:
        """Make it empty again, under the same name: what was imported may know the name."""
        self.drop()
        self.make()

    def drop(self) -> None:
        """Drop the database."""
        self.engine.dispose()
        if self.home is None:
            Path(str(self.url.database)).unlink(missing_ok=True)
        else:
            force = " WITH (FORCE)" if self.home.get_backend_name() == "postgresql" else ""
            _execute(self.home, f"DROP DATABASE IF EXISTS {self._name()}{force}")

    def _name(self) -> str:
        return self.engine.dialect.identifier_preparer.quote(str(self.url.database))


@contextmanager
def scratch(home: URL) -> Iterator[Scratch]:
    """An empty database, which is dropped at the end.

    Args:
        home: beside which database it is made: for SQLite a file in a temporary folder, else a database of its own on the
            same server.

    Raises:
        ConfigurationError: the server cannot be reached, or refuses to make a database.
    """
    if home.get_backend_name() == "sqlite":
        with tempfile.TemporaryDirectory(prefix="colonnade-", ignore_cleanup_errors=True) as folder:
            url = URL.create(home.drivername, database=str(Path(folder, "test.db")))
            yield Scratch(url, _engine(url))
        return
    name = f"{home.database or 'colonnade'}"[:32] + f"_migrate_test_{secrets.token_hex(4)}"
    url = home.set(database=name)
    made = Scratch(url, _engine(url), home)
    made.make()
    try:
        yield made
    finally:
        made.drop()


def _engine(url: URL) -> Engine:
    engine = sa.create_engine(sync_url(url), hide_parameters=True, pool_size=1)
    if engine.dialect.name == "sqlite":

        def keep_references(connection: Any, _: object) -> None:
            connection.execute("PRAGMA foreign_keys = ON")

        sa.event.listen(engine, "connect", keep_references)
    return engine


def _execute(home: URL, statement: str) -> None:
    engine = sa.create_engine(
        sync_url(home), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        original: Any = error.orig
        number = original.args[0] if original is not None and original.args else None
        if {getattr(original, "sqlstate", None), number} & _NOT_PERMITTED:
            raise ConfigurationError(
                f"The user {home.username} may not make a database on {home.host}, and the test needs one of its own.",
                f"Let an administrator run: {_grant(home)}; or name another server with --url.",
            ) from error
        raise ConfigurationError(
            f"No database for the test can be made on {home.host or 'the server'}.",
            "Check --url or DATABASE_URL, and that the server runs and lets this user in.",
        ) from error


def _grant(home: URL) -> str:
    """What lets the user make databases."""
    if home.get_backend_name() == "postgresql":
        return f'ALTER ROLE "{home.username}" CREATEDB'
    pattern = f"{home.database or 'colonnade'}"[:32].replace("_", r"\_") + r"\_migrate\_test\_%"
    return f"GRANT ALL ON `{pattern}`.* TO '{home.username}'@'%'"
