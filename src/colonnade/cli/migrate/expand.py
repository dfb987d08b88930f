"""`colonnade migrate expand`."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from colonnade.cli.migrate import options

if TYPE_CHECKING:
    from colonnade.migrate.expand.column import Column
    from colonnade.migrate.expand.phases import Phase

    Phases = Callable[[Column], list[Phase]]


@click.group()
def expand() -> None:
    """Write a change in four phases that old and new versions live through.

    Each phase is a revision of its own. Deploy between them: 1 expand, then the new version; 2 fill; 3 switch; and, when
    the old version is gone, 4 contract. `colonnade migrate upgrade +1` runs one phase.
    """


@expand.command()
@click.argument("change", metavar="TABLE.OLD=NEW")
@options.url
def rename(change: str, url: str | None) -> None:
    """Give a column another name."""
    from colonnade.errors import UsageError
    from colonnade.migrate.expand.rename import rename as phases

    said, equals, new = change.partition("=")
    if not equals or not new:
        raise UsageError(f"{change!r} is not TABLE.OLD=NEW.", "Write users.name=full_name.")
    _write(said, url, lambda column: phases(column, new.rpartition(".")[2]))


@expand.command()
@click.argument("column", metavar="TABLE.COLUMN")
@click.option("--fill", required=True, metavar="SQL", help="What takes the place of NULL.")
@options.url
def require(column: str, fill: str, url: str | None) -> None:
    """Let a column not be empty any more."""
    from colonnade.migrate.expand.require import require as phases

    _write(column, url, lambda found: phases(found, fill))


def _write(said: str, url: str | None, phases: "Phases") -> None:
    from colonnade.migrate.expand.column import column_of
    from colonnade.migrate.expand.prepared import engine_of
    from colonnade.migrate.expand.writing import write

    migrations = options.migrations(url)
    column = column_of(engine_of(url or os.environ.get("DATABASE_URL", "")), said)
    for number, path in enumerate(write(migrations, phases(column)), 1):
        click.echo(f"{number}. {path}")
    click.echo("Run one phase: colonnade migrate upgrade +1")
