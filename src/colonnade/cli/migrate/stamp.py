"""`colonnade migrate stamp`."""

from typing import Any

import click

from colonnade.cli.migrate import options
from colonnade.cli.migrate.failures import said


@click.command()
@click.argument("revision")
@options.url
@click.option("--yes", is_flag=True, help="Do not ask.")
def stamp(revision: str, url: str | None, yes: bool) -> None:
    """Write down a revision without running it.

    For a database whose tables were made in another way. Every revision before it counts as run, and none as half done.
    """
    from alembic import command

    from colonnade.migrate.project import explained

    migrations = options.migrations(url)
    if not yes:
        click.confirm(f"Count everything up to {revision} as run, and run nothing?", abort=True)
    with said(migrations), explained():
        command.stamp(migrations.config, revision)
        migrations.run(_forgotten)
    click.echo(f"The database counts as being at {revision}.")


def _forgotten(at: Any, context: Any) -> list[Any]:
    """No step, and nothing that is half done any more."""
    from colonnade.migrate.journal import forget

    forget(context.connection)
    return []
