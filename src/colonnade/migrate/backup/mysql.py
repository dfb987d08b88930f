"""MariaDB and MySQL: their dump program, and their client to read it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import sqlalchemy as sa
from sqlalchemy import URL

from colonnade.migrate.backup.programs import run
from colonnade.schema.database.connect import engine

_FIRST = ("-- MariaDB dump", "-- MySQL dump", "/*M!999999")
_TLS = {"ssl_ca": "ssl-ca", "ssl_cert": "ssl-cert", "ssl_key": "ssl-key"}


def dump(url: URL, path: Path) -> None:
    """Write a database into a file, as it is at one moment."""
    options = ["--single-transaction", "--routines", "--triggers", "--events", "--hex-blob"]
    with _account(url) as account:
        run([_program("dump"), account, *options, f"--result-file={path}", str(url.database)])


def load(url: URL, path: Path) -> None:
    """Fill an empty database from a file."""
    with _account(url) as account:
        run([_program(""), account, str(url.database)], read=path)


def replace(url: URL, path: Path) -> None:
    """Put the contents of a file in place of a database; nothing can rename one, so it is dropped and filled anew."""
    beside = engine(url.set(database=None))
    with beside.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        name = beside.dialect.identifier_preparer.quote(str(url.database))
        words = server.execute(
            sa.text(
                "SELECT default_character_set_name, default_collation_name"
                " FROM information_schema.schemata WHERE schema_name = :name"
            ),
            {"name": url.database},
        ).first()
        server.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        charset = f" CHARACTER SET {words[0]} COLLATE {words[1]}" if words else ""
        server.exec_driver_sql(f"CREATE DATABASE {name}{charset}")
    load(url, path)


def is_ours(path: Path) -> bool:
    """Whether a file is a dump."""
    with path.open("rb") as file:
        return file.read(200).decode(errors="replace").startswith(_FIRST)


def _program(what: str) -> str:
    """The program's name: MariaDB's own, or MySQL's where it is not installed."""
    ours, theirs = ("mariadb-dump", "mysqldump") if what == "dump" else ("mariadb", "mysql")
    return ours if which(ours) or not which(theirs) else theirs


@contextmanager
def _account(url: URL) -> Iterator[str]:
    """An argument that names a file with the account, which only this user can read."""
    values = {
        "host": url.host or "localhost",
        "port": url.port or 3306,
        "user": url.username,
        "password": url.password,
        **{name: url.query.get(key) for key, name in _TLS.items()},
    }
    lines = [f"{name}={_quoted(str(v))}" for name, v in values.items() if v is not None]
    descriptor, name = tempfile.mkstemp(prefix="colonnade-", suffix=".cnf")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(["[client]", *lines, ""]))
        yield f"--defaults-extra-file={name}"
    finally:
        Path(name).unlink(missing_ok=True)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
