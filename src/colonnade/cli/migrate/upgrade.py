"""`colonnade migrate upgrade`."""

from typing import Any

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said


@click.command()
@click.argument("revision", default="heads")
@options.url
@options.patience
def upgrade(revision: str, url: str | None, **patience: Any) -> None:
    """Run the revisions that a database does not have.

    REVISION is where to go: heads, +1 or a number. Processes that start at once wait for each other, and each revision
    runs once. A revision that was stopped half-way goes on where it stopped.
    """
    from colonnade.migrate.run import upgrade as run

    migrations = options.migrations(url)
    with said(migrations):
        ran = run(migrations, revision, options.patience_of(patience), options.say_waiting)
    options.say(ran, "Upgraded")
