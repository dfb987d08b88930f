"""Empty databases that exist only for a moment, beside one that a URL names, which is never touched."""

import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema

from colonnade.errors import SourceError
from colonnade.schema.database.connect import connected, reason, redacted, sync_url
from colonnade.schema.database.signals import interruptible, uninterrupted

_NOT_PERMITTED = frozenset({"42501", 1044, 1142, 1227})
_OPTIONS = {"postgresql": (" TEMPLATE template0", " WITH (FORCE)")}
"""What CREATE DATABASE and DROP DATABASE say more."""


@dataclass
class Scratch:
    """An empty database of its own.

    Attributes:
        url: where it is, with the driver of the URL beside which it was made.
        engine: a sync engine for it.
        home: the database beside it; None on SQLite.
    """

    url: URL
    home: URL | None = None
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = create_engine(sync_url(self.url), hide_parameters=True, pool_size=1)

    def make(self) -> None:
        """Make the database.

        Raises:
            SourceError: the server cannot be reached, or refuses.
        """
        if self.home is not None:
            _execute(self.home, f"CREATE DATABASE {self._name()}{self._more[0]}")

    def reset(self) -> None:
        """Make it empty again, under the same name: what was imported may know the name."""
        self.drop()
        self.make()

    def drop(self) -> None:
        """Drop the database, whoever is still connected to it."""
        self.engine.dispose()
        if self.home is None:
            Path(str(self.url.database)).unlink(missing_ok=True)
        else:
            _execute(self.home, f"DROP DATABASE IF EXISTS {self._name()}{self._more[1]}")

    @property
    def _more(self) -> tuple[str, str]:
        return _OPTIONS.get(self.engine.dialect.name, ("", ""))

    def _name(self) -> str:
        return self.engine.dialect.identifier_preparer.quote(str(self.url.database))


@contextmanager
def scratch(home: str | URL) -> Iterator[Scratch]:
    """An empty database, which is dropped at the end whatever happens.

    Args:
        home: beside which database it is made: for SQLite a file in a temporary folder, else a database of its own on the
            same server.

    Raises:
        ConfigurationError: the URL or the driver is wrong.
        SourceError: the server cannot be reached, or this user may not make databases.
    """
    with interruptible(), _made(home) as made:
        yield made


@contextmanager
def _made(home: str | URL) -> Iterator[Scratch]:
    backend, url = sync_url(home).get_backend_name(), make_url(home)
    if backend == "sqlite":
        with tempfile.TemporaryDirectory(prefix="colonnade-", ignore_cleanup_errors=True) as folder:
            made = Scratch(URL.create(url.drivername, database=str(Path(folder, "scratch.db"))))
            yield made
            made.engine.dispose()
        return
    made = Scratch(url.set(database=f"{_prefix(url)}_scratch_{secrets.token_hex(4)}"), url)
    try:
        made.make()
        yield made
    finally:
        with uninterrupted():
            made.drop()


def make_tables(
    connection: Connection, tables: Iterable[MetaData], extensions: Iterable[str]
) -> None:
    """Make tables, with the extensions and schemas that they need on PostgreSQL.

    Args:
        connection: to the scratch database, in a transaction.
        tables: what is made.
        extensions: the names of PostgreSQL's extensions.

    Raises:
        SourceError: a table of MariaDB is in a database of its own, which would be touched.
    """
    known = list(tables)
    schemas = sorted({str(t.schema) for one in known for t in one.tables.values() if t.schema})
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.quote
        for name in extensions:
            connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {quote(name)} CASCADE")
        for schema in schemas:
            connection.execute(CreateSchema(schema, if_not_exists=True))
    elif schemas and connection.dialect.name in ("mysql", "mariadb"):
        raise SourceError(
            f"Models have tables in {schemas[0]}, which is another database on this server.",
            "Let the models name no schema: the URL names the database.",
        )
    for one in known:
        one.create_all(connection)


def _execute(home: URL, statement: str) -> None:
    with connected(home) as connection:
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(statement)
        except DBAPIError as error:
            raise _refused(home, error) from error


def _refused(home: URL, error: DBAPIError) -> SourceError:
    original: Any = error.orig
    number = original.args[0] if original is not None and original.args else None
    if {getattr(original, "sqlstate", None), number} & _NOT_PERMITTED:
        return SourceError(
            f"The user {home.username} may not make a scratch database on {home.host}.",
            f"Let an administrator run: {_grant(home)}; or name another server.",
        )
    return SourceError(
        f"Cannot make a scratch database on {redacted(home)}: {reason(error, home)}",
        "Name a server on which this user may make databases.",
    )


def _grant(home: URL) -> str:
    """What lets the user make such databases."""
    if home.get_backend_name() == "postgresql":
        return f'ALTER ROLE "{home.username}" CREATEDB'
    pattern = _prefix(home).replace("_", r"\_") + r"\_scratch\_%"
    return f"GRANT ALL ON `{pattern}`.* TO '{home.username}'@'%'"


def _prefix(home: URL) -> str:
    """The beginning of the name: short enough for the longest name of a database."""
    return (home.database or "colonnade")[:32]
