"""Backups of whole databases, made by each database's own tools, and proved by restoring them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from colonnade.errors import MigrationError, TargetError, UsageError
from colonnade.migrate.backup.contents import Contents, contents_of, differences
from colonnade.schema.database.connect import sync_url
from colonnade.schema.database.scratch import scratch

__all__ = ["Backup", "backup", "load", "restore"]

Told = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """A backup that was restored and compared.

    Attributes:
        path: the file.
        tables: how many tables it has.
        rows: how many rows.
    """

    path: Path
    tables: int
    rows: int


def backup(url: str, path: Path, told: Told = lambda words: None) -> Backup:
    """Write a database into a file, and prove it: restored into a scratch database, it has the same catalogue and rows.

    The file is written beside its place and moved when it is proved. Others may go on working; a table's rows are then
    compared with what it had before the dump and behind it.

    Args:
        url: the database.
        path: the file; it may not be there yet.
        told: is told what is done now.

    Raises:
        ConfigurationError: the URL is wrong, or a tool of the database is missing.
        SourceError: the database cannot be reached, or no scratch database can be made.
        TargetError: the file is there already, or cannot be written.
        MigrationError: the tool fails, or what was restored is not what was there.
    """
    if path.exists():
        raise TargetError(f"{path} is there already.", "Name another file.")
    source = sync_url(url)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
    except OSError as error:
        raise TargetError(f"Cannot write {path}: {error.strerror}.") from error
    try:
        told("Writing the backup")
        before = contents_of(source)
        _tool(source).dump(source, unfinished)
        told("Restoring it to see that it is right")
        restored = _proved(source, unfinished, before)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(path, len(restored.rows), sum(restored.rows.values()))


def restore(url: str, path: Path, told: Told = lambda words: None) -> Contents:
    """Put back what a backup holds, in place of what the database has now.

    It is restored into a scratch database first; nothing of the database is touched before that has gone well. Connections
    of others to a database on a server are ended.

    Args:
        url: the database; it is made when it is not there.
        path: a file of `backup`.
        told: is told what is done now.

    Raises:
        UsageError: the file is none of this kind of database.
        ConfigurationError: the URL is wrong, or a tool of the database is missing.
        SourceError: the server cannot be reached, or refuses.
        MigrationError: the tool fails.
    """
    target = sync_url(url)
    told("Trying the backup on a scratch database")
    with scratch(target) as made:
        load(made.url, path)
        held = contents_of(sync_url(made.url))
    told("Restoring it")
    _tool(target).replace(target, path)
    return held


def load(url: URL, path: Path) -> None:
    """Fill an empty database from a backup.

    Raises:
        UsageError: the file is none of this kind of database.
        ConfigurationError: a tool of the database is missing.
        MigrationError: the tool fails.
    """
    target = sync_url(url)
    tool = _tool(target)
    if not path.is_file() or not tool.is_ours(path):
        raise UsageError(
            f"{path} is no backup of a {target.get_backend_name()} database.",
            "Name a file that colonnade migrate backup has written.",
        )
    tool.load(target, path)


def _tool(url: URL) -> Any:
    """The module of a kind of database, which may need its driver: `dump`, `load`, `replace` and `is_ours`."""
    return import_module(f"{__name__}.{url.get_backend_name()}")


def _proved(source: URL, path: Path, before: Contents) -> Contents:
    with scratch(source) as made:
        url = sync_url(made.url)
        load(url, path)
        restored = contents_of(url)
    wrong = differences(restored, before, contents_of(source))
    if wrong:
        raise MigrationError(
            f"The backup is not what the database is: {'; '.join(wrong[:3])}.",
            "Nothing was kept. Try again when nobody migrates the database.",
        )
    return restored
