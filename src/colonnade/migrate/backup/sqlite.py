"""SQLite: its own way to copy a database that others are using."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from colonnade.schema.database.connect import SQLITE_MAGIC


def dump(url: URL, path: Path) -> None:
    """Write a database into a file, as it is at one moment."""
    _copy(Path(str(url.database)), path)


def load(url: URL, path: Path) -> None:
    """Fill an empty database from a file."""
    _copy(path, Path(str(url.database)))


def replace(url: URL, path: Path) -> None:
    """Put the contents of a file in place of a database, in one transaction; whoever has it open sees the new rows."""
    _copy(path, Path(str(url.database)))


def is_ours(path: Path) -> bool:
    """Whether a file is a database of SQLite."""
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
