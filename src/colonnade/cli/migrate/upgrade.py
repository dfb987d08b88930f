"""`colonnade migrate upgrade`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said

if TYPE_CHECKING:
    from colonnade.migrate.project import Migrations


@click.command()
@click.argument("revision", default="heads")
@options.url
@options.patience
@click.option(
    "--backup",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Back the database up into this folder first, and prove the backup.",
)
def upgrade(revision: str, url: str | None, folder: Path | None, **patience: Any) -> None:
    """Run the revisions that a database does not have.

    REVISION is where to go: heads, +1 or a number. Processes that start at once wait for each other, and each revision
    runs once. A revision that was stopped half-way goes on where it stopped.
    """
    from colonnade.migrate.run import upgrade as run

    migrations = options.migrations(url)
    if folder is not None:
        _back_up(migrations, folder)
    with said(migrations):
        ran = run(migrations, revision, options.patience_of(patience), options.say_waiting)
    options.say(ran, "Upgraded")


def _back_up(migrations: "Migrations", folder: Path) -> None:
    """Make a backup, where there is anything to run."""
    from colonnade.migrate.backup import backup
    from colonnade.migrate.backup.names import file_name
    from colonnade.migrate.state import state_of

    with said(migrations):
        state = state_of(migrations)
    if not state.pending:
        return
    url = options.database_of(migrations)
    path = folder / file_name(url)
    backup(url, path, lambda words: click.echo(words, err=True))
    click.echo(f"Backed up. To go back: colonnade migrate restore {path}", err=True)
