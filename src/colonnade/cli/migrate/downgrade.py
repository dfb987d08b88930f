"""`colonnade migrate downgrade`."""

from typing import Any

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said


@click.command(context_settings={"ignore_unknown_options": True})  # -1 is a place, no option
@click.argument("revision", default="-1")
@options.url
@options.patience
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, url: str | None, yes: bool, **patience: Any) -> None:
    """Take revisions back.

    REVISION is where to go: one back (-1) without it, base or a number. What the revisions added is dropped with its rows.
    """
    from colonnade.migrate.run import downgrade as run

    migrations = options.migrations(url)
    if not yes:
        click.confirm(f"Take back to {revision}, with the rows of what is dropped?", abort=True)
    with said(migrations):
        ran = run(migrations, revision, options.patience_of(patience), options.say_waiting)
    options.say(ran, "Took back")
