"""`colonnade encrypt`: the keys of encrypted columns."""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click

from colonnade.errors import SourceError

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from colonnade.data.encryption.rotation import Rotated


@click.group()
def encrypt() -> None:
    """Make and rotate the keys of encrypted columns."""


@encrypt.command()
def key() -> None:
    """Print a new key, with today as its id.

    ENCRYPTION_KEYS lists the keys, newest first, with commas between them. BLIND_INDEX_KEY takes a key without an id.
    """
    import os
    from base64 import b64encode

    click.echo(f"{datetime.now(UTC):%Y-%m-%d}:{b64encode(os.urandom(32)).decode()}")


@encrypt.command()
@click.option(
    "--models", metavar="MODULE", required=True, help="The module or package of the models."
)
@click.option("--url", metavar="URL", help="The database; DATABASE_URL without it.")
def rotate(models: str, url: str | None) -> None:
    """Encrypt every value again under the newest key.

    First give every process the new key, at the head of ENCRYPTION_KEYS; then run this, while they go on reading and
    writing; then take the old key out. Interrupted, it goes on where it was when it is run again. It needs a role of
    the database that sees all rows.
    """
    from colonnade.data.encryption.rotation import rotate
    from colonnade.data.models.declaration import metadata_in_use
    from colonnade.data.sessions.database import Database

    _import(models)
    database = Database(url)
    try:
        for metadata in metadata_in_use():
            _show(rotate(database.engine, metadata), metadata)
    finally:
        database.dispose()


def _import(models: str) -> None:
    """Import the models into this process, where their tables are needed.

    Raises:
        SourceError: they cannot be imported.
    """
    from colonnade.schema.models.locate import locate

    location = locate(models)
    sys.path[:0] = map(str, location.paths)
    try:
        import_module(location.module)
    except Exception as error:
        raise SourceError(
            f"{models} cannot be imported: {type(error).__name__}: {error}",
            "Name the package of your models, as app.models.",
        ) from error


def _show(steps: "Iterable[Rotated]", metadata: "MetaData") -> None:
    """A progress bar for each table, and a line when it is done."""
    from rich.console import Console
    from rich.progress import Progress

    last: dict[str, Rotated] = {}
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bars = {name: progress.add_task(name, visible=False) for name in metadata.tables}
        for step in steps:
            last[step.table] = step
            bar = bars.get(step.table)
            if bar is not None:
                progress.update(bar, completed=step.done, total=step.total, visible=True)
    for name, step in last.items():
        click.echo(f"{name}: {step.done} rows were encrypted again.")
